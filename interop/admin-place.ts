// A daemon with clients that stay: over the unix socket, signed in on the read-only one and over TCP, and with a
// certificate over TLS. And what an administrator sees of it, without what differs between two runs.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Daemon, DaemonName } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { programOf } from "./peers.js";
import { type SaslDaemon, startSaslDaemon } from "./sasl-daemons.js";
import type { TlsPki } from "./tls-pki.js";

export type Administrator = "virt-admin" | "virtgate admin";
export const administrators: readonly Administrator[] = ["virt-admin", "virtgate admin"];

const programs: Readonly<Record<Administrator, () => readonly [string, ...string[]]>> = {
  "virt-admin": () => ["/usr/bin/virt-admin"],
  "virtgate admin": () => [process.execPath, programOf("cli", "virtgate"), "admin"],
};

export const adminUri = ({ folder }: Pick<Daemon, "folder">) =>
  `libvirtd:///system?socket=${folder}/sock/libvirt-admin-sock`;

const configuration = `auth_unix_rw = "none"
auth_tls = "none"`;

/** The clients, in the order in which they come. */
const kinds = ["unix", "ro", "tcp", "tls"] as const;
type Kind = (typeof kinds)[number];

export class AdminPlace {
  readonly daemon: SaslDaemon;
  readonly #clients: ChildProcess[];
  readonly #ids: ReadonlyMap<string, Kind>;

  private constructor(daemon: SaslDaemon, clients: ChildProcess[], ids: ReadonlyMap<string, Kind>) {
    this.daemon = daemon;
    this.#clients = clients;
    this.#ids = ids;
  }

  static async start(name: DaemonName, pki: TlsPki): Promise<AdminPlace> {
    const daemon = await startSaslDaemon(name, pki, { mechList: "DIGEST-MD5", more: configuration });
    const uris: Readonly<Record<Kind, string>> = {
      unix: daemon.uri("unix", "right"),
      ro: daemon.uri("unix", "right").replace(daemon.socket, daemon.readonlySocket),
      tcp: daemon.uri("tcp", "right"),
      tls: daemon.uri("tls", "right"),
    };
    const clients: ChildProcess[] = [];
    for (const kind of kinds) clients.push(await stay(uris[kind]));
    const { stdout } = await runToEnd("/usr/bin/virt-admin", [
      "-c",
      adminUri(daemon),
      "client-list",
      "libvirtd",
    ]);
    // Ids count up in the order of coming.
    const ids = [...stdout.matchAll(/^ (\d+) /gm)].map(([, id]) => id!).sort((a, b) => Number(a) - Number(b));
    const named = new Map(ids.slice(-kinds.length).map((id, at) => [id, kinds[at]!]));
    return new AdminPlace(daemon, clients, named);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.kill("SIGKILL");
    await this.daemon.stop();
  }

  async run(who: Administrator, row: readonly string[], typed?: string): Promise<Outcome> {
    await this.#administratorsGone();
    const words = row.map((word) => word.replace(/\{(\w+)\}/g, (_, name: string) => this.#meaning(name)));
    return this.#plain(await runAdmin(who, ["-c", adminUri(this.daemon), ...words], {}, typed));
  }

  /** Who asks how many administrators there are must be the only one. Asked of the kernel, which counts none. */
  async #administratorsGone(): Promise<void> {
    const socket = `${this.daemon.folder}/sock/libvirt-admin-sock`;
    const connected = "03";
    for (let i = 0; i < 400; i++) {
      const sockets = readFileSync("/proc/net/unix", "utf8")
        .split("\n")
        .map((line) => line.split(/ +/));
      if (!sockets.some((fields) => fields.at(-1) === socket && fields[5] === connected)) return;
      await sleep(25);
    }
    throw new Error(`${socket} is still in use`);
  }

  #meaning(name: string): string {
    if (name === "folder") return this.daemon.folder;
    return [...this.#ids].find(([, kind]) => kind === name)![0];
  }

  /** Which of the clients it is: it has to be the right one. */
  #processName(pid: string): string {
    const at = this.#clients.findIndex((client) => `${client.pid}` === pid);
    return at < 0 ? "<another>" : `<the ${kinds[at]} client>`;
  }

  #plain({ stdout, stderr, status }: Outcome): Outcome {
    return { stdout: this.#plainText(stdout), stderr: this.#plainText(stderr), status };
  }

  #plainText(text: string): string {
    const named = (id: string) => `<${this.#ids.get(id) ?? "id"}>`;
    const plain = text
      .replaceAll(this.daemon.folder, "<folder>")
      // The one difference that we want.
      .replaceAll(
        "Virt-admin itself (help keyword 'virt-admin')",
        "Virtgate itself (help keyword 'virtgate')",
      )
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}/g, "<time>")
      .replace(/\b(127\.0\.0\.1):\d+/g, "$1:<port>")
      .replace(
        /^(unix_process_id: )(\d+)$/gm,
        (_, label: string, pid: string) => `${label}${this.#processName(pid)}`,
      )
      // A thread of libvirtd that has answered is free a moment later.
      .replace(/^(freeWorkers +: )\d+$/gm, "$1<some>")
      // Columns are as wide as ids are.
      .replace(/^ Id {2,}Transport/gm, " Id Transport")
      .replace(/^-{30,}$/gm, "<rule>")
      .replace(
        /^ (\d+) +(unix|tcp|tls) /gm,
        (_, id: string, transport: string) => ` ${named(id)} ${transport} `,
      )
      .replace(
        /(Client|with matching ID) '(\d+)'/g,
        (_, words: string, id: string) => `${words} '${named(id)}'`,
      )
      .replace(/^(id +: )(\d+)$/gm, (_, label: string, id: string) => `${label}${named(id)}`);
    return inOneOrder(plain);
  }
}

/** libvirtd lists servers and clients in the order of a hash table. */
function inOneOrder(text: string): string {
  const isRow = (line: string) => /^ (<\w+> \w+ |\d+ +(admin|libvirtd)$)/.test(line);
  const lines = text.split("\n").map((line) => line.replace(/^ \d+( +(admin|libvirtd))$/, " 0$1"));
  const rows = lines.filter(isRow).sort();
  return lines.map((line) => (isRow(line) ? rows.shift()! : line)).join("\n");
}

export async function runAdmin(
  who: Administrator,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input?: string,
): Promise<Outcome> {
  const [program, ...first] = programs[who]();
  const env = cleanEnvironment({ HOME: "/nonexistent", ...environment });
  const outcome = await runToEnd(program, [...first, ...args], {
    env,
    ...(input === undefined ? {} : { input }),
  });
  // The shell greets and prompts with its own name.
  const stdout = outcome.stdout
    .replace(/^Welcome to virtgate admin,/, "Welcome to virt-admin,")
    .replaceAll("virtgate admin # ", "virt-admin # ");
  return { ...outcome, stdout };
}

/** A virsh that has connected, and stays until it is killed. */
async function stay(uri: string): Promise<ChildProcess> {
  const child = spawn("/usr/bin/virsh", ["-c", uri], {
    env: cleanEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  const connected = new Promise<void>((resolve, reject) => {
    const heard = (chunk: Buffer) => {
      said += chunk;
      if (said.includes("Welcome")) resolve();
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    child.once("exit", () => reject(new Error(`virsh -c ${uri}: ${said}`)));
  });
  child.stdin.write("uri\n");
  await connected;
  return child;
}
