// A real sshd on the loopback address, inside the mount namespace of a daemon, so that virt-ssh-helper and netcat find that
// daemon where they look for it. It has its own host keys, users' keys and known hosts: nothing of the machine's is used.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Daemon, isolation } from "./harness.js";
import { cleanEnvironment, endProcess, spawnTied } from "./harness-process.js";
import { programOf } from "./peers.js";
import { takePort } from "./ports.js";

/** Whose virt-ssh-helper is installed on the host. */
export type Helper = "libvirt" | "virtgate";

/** Users' keys by what their owner finds in PATH: everything, no helper, no netcat. "stranger" may not come in. */
export type SshKey = "all" | "no-helper" | "no-netcat" | "stranger";
const guests: readonly SshKey[] = ["all", "no-helper", "no-netcat"];

/** How the client knows the host: rightly, not at all, or by another key. */
export type Known = "known" | "unknown" | "changed";

const tools = ["sh", "which", "grep", "nc", "env", "cat"];

export interface SshUri {
  readonly path?: string;
  readonly host?: string;
  readonly user?: string;
  readonly port?: number;
  readonly key?: SshKey | null;
  readonly known?: Known;
  /** More of the query, "&" in front of each. */
  readonly more?: string;
}

export class SshHost {
  readonly folder = mkdtempSync(join(tmpdir(), "virtgate-ssh-"));
  readonly port: number;
  #stop: () => Promise<void> = async () => {};

  private constructor(port: number) {
    this.port = port;
    chmodSync(this.folder, 0o755);
  }

  static async start(daemon: Daemon, helper: Helper): Promise<SshHost> {
    const host = new SshHost(await takePort());
    host.#makeKeys();
    host.#makePrograms(helper);
    await host.#serve(daemon);
    return host;
  }

  async stop(): Promise<void> {
    await this.#stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  path(inside: string): string {
    return join(this.folder, inside);
  }

  uri({
    path = "/default",
    host = "localhost",
    user = "root",
    port,
    key = "all",
    known = "known",
    more = "",
  }: SshUri = {}): string {
    const keyfile = key === null ? "" : `&keyfile=${this.path(key)}`;
    const command = more.includes("command=") ? "" : `&command=${this.path(`ssh-${known}`)}`;
    const query = `${command}${keyfile}${more}`.slice(1);
    return `test+ssh://${user}@${host}:${port ?? this.port}${path}?${query}`;
  }

  #makeKeys(): void {
    for (const name of ["hostkey", "otherkey", ...guests, "stranger"]) {
      const made = spawnSync("ssh-keygen", [
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-C",
        name,
        "-f",
        this.path(name),
      ]);
      if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
    }
    const publicKey = (name: string) => readFileSync(this.path(`${name}.pub`), "utf8");
    const guestLines = guests.map(
      (name) => `environment="PATH=${this.path(`path-${name}`)}" ${publicKey(name)}`,
    );
    writeFileSync(this.path("authorized_keys"), guestLines.join(""));
    const knownAs = (name: string) => `[localhost]:${this.port},[127.0.0.1]:${this.port} ${publicKey(name)}`;
    writeFileSync(this.path("hosts-known"), knownAs("hostkey"));
    writeFileSync(this.path("hosts-changed"), knownAs("otherkey"));
    for (const known of ["known", "unknown", "changed"] satisfies Known[]) {
      const file = known === "unknown" ? "/dev/null" : this.path(`hosts-${known}`);
      const options = `-F none -o UserKnownHostsFile=${file} -o GlobalKnownHostsFile=/dev/null -o IdentitiesOnly=yes`;
      this.program(`ssh-${known}`, `exec /usr/bin/ssh ${options} "$@"`);
    }
  }

  /** Writes a script of sh and gives its path. */
  program(name: string, script: string): string {
    writeFileSync(this.path(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    chmodSync(this.path(name), 0o755);
    return this.path(name);
  }

  #makePrograms(helper: Helper): void {
    for (const key of guests) {
      const path = this.path(`path-${key}`);
      mkdirSync(path);
      for (const tool of tools) {
        if (tool !== "nc" || key !== "no-netcat") symlinkSync(`/usr/bin/${tool}`, join(path, tool));
      }
      symlinkSync(process.execPath, join(path, "node"));
      const ours = helper === "virtgate" ? programOf("cli", "virtgate") : "/usr/bin/virt-ssh-helper";
      if (key !== "no-helper") symlinkSync(ours, join(path, "virt-ssh-helper"));
    }
  }

  async #serve(daemon: Daemon): Promise<void> {
    // sshd wants its keys for itself alone; the folder may be read by others.
    const configuration = `
ListenAddress 127.0.0.1:${this.port}
HostKey ${this.path("hostkey")}
AuthorizedKeysFile ${this.path("authorized_keys")}
PidFile ${this.path("sshd.pid")}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PermitUserEnvironment yes
MaxStartups 100
`;
    writeFileSync(this.path("sshd_config"), configuration);
    const find = `mkdir -p /run/sshd; mount --bind ${daemon.folder}/sock /run/libvirt; exec "$@"`;
    const sshd = ["/usr/sbin/sshd", "-D", "-e", "-f", this.path("sshd_config")];
    const [program, ...args] = [...isolation(daemon.folder), "sh", "-ec", find, "sh", ...sshd];
    const child = spawnTied(program!, args, {
      env: cleanEnvironment(),
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe"],
    });
    const said: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    this.#stop = () => endProcess(child);
    for (let attempt = 0; attempt < 400 && child.exitCode === null; attempt++) {
      if (await listens(this.port)) return;
      await sleep(25);
    }
    throw new Error(`sshd does not start:\n${said.join("")}`);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => socket.destroy()).once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
}
