// A libvirtd that serves TLS with one certificate after another, and what virsh and our clients say of it.
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { connect as connectSocket, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { connect } from "@virtgate/client";
import { type Daemon, startDaemon } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { programOf } from "./peers.js";
import { takePort } from "./ports.js";
import type { TlsPki } from "./tls-pki.js";

export class TlsLibvirtd {
  readonly daemon: Daemon;
  readonly port: number;
  readonly #pki: TlsPki;
  #presents = "server";
  #relay: Server | undefined;

  private constructor(daemon: Daemon, port: number, pki: TlsPki) {
    this.daemon = daemon;
    this.port = port;
    this.#pki = pki;
  }

  /** On one address: libvirtd has either a single one or all of the machine. */
  static async start(pki: TlsPki, address: "127.0.0.1" | "::1"): Promise<TlsLibvirtd> {
    const port = await takePort();
    const configuration = `
listen_tls = 1
listen_addr = "${address}"
tls_port = "${port}"
auth_tls = "none"
ca_file = "${pki.cert("ca")}"
cert_file = "${pki.cert("server")}"
key_file = "${pki.key("server")}"`;
    const daemon = await startDaemon("libvirtd", { configuration, address });
    await listening(port, address);
    return new TlsLibvirtd(daemon, port, pki);
  }

  async stop(): Promise<void> {
    this.#relay?.close();
    await this.daemon.stop();
  }

  uri(parameters: string, host = "localhost"): string {
    const address = this.#relay?.address();
    const port = typeof address === "object" && address !== null ? address.port : this.port;
    return `test+tls://${host.includes(":") ? `[${host}]` : host}:${port}/default?${parameters}`;
  }

  /**
   * From now on new connections see this certificate. libvirtd itself presents it, unless its own sanity checks refuse
   * to; then a server in front of it does.
   */
  async present(certificate: string): Promise<void> {
    this.#relay?.close();
    this.#relay = undefined;
    if (this.#presents === certificate || (await this.#update(certificate))) {
      this.#presents = certificate;
    } else {
      this.#relay = await relay(this.#pki, certificate, this.daemon.socket);
    }
  }

  async #update(certificate: string): Promise<boolean> {
    const place = join(this.daemon.folder, "pki");
    mkdirSync(join(place, "CA"), { recursive: true });
    mkdirSync(join(place, "libvirt/private"), { recursive: true });
    copyFileSync(this.#pki.cert("ca"), join(place, "CA/cacert.pem"));
    copyFileSync(this.#pki.cert(certificate), join(place, "libvirt/servercert.pem"));
    copyFileSync(this.#pki.key(certificate), join(place, "libvirt/private/serverkey.pem"));
    const admin = `libvirtd:///system?socket=${this.daemon.folder}/sock/libvirt-admin-sock`;
    const args = ["-c", admin, "server-update-tls", "libvirtd"];
    return (await runToEnd("/usr/bin/virt-admin", args)).status === 0;
  }
}

/** TLS for the daemon's unix socket: any certificate, and the byte that accepts every client. */
async function relay(pki: TlsPki, certificate: string, socket: string): Promise<Server> {
  const credentials = {
    cert: readFileSync(pki.cert(certificate)),
    key: readFileSync(pki.key(certificate)),
    ca: readFileSync(pki.cert("ca")),
    ciphers: "DEFAULT:@SECLEVEL=0",
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = createServer((raw) => {
    const tls = new TLSSocket(
      raw.on("error", () => {}),
      { isServer: true, ...credentials },
    );
    tls.on("error", () => raw.destroy());
    tls.on("secure", () => {
      tls.write(Uint8Array.of(1));
      const behind = connectSocket(socket);
      tls.pipe(behind).pipe(tls);
      behind.on("error", () => raw.destroy()).on("close", () => raw.destroy());
      raw.on("close", () => behind.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return server;
}

async function listening(port: number, address: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connectSocket(port, address);
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    await sleep(30);
  }
  throw new Error(`nobody listens on ${port}`);
}

/** Without what tells two runs, or virsh from us: times, process ids, who is speaking, and names of functions. */
export function plain({ stdout, stderr, status }: Outcome): Outcome {
  const lines = stderr
    .split("\n")
    .filter((line) => !/^\d{4}-.* info : /.test(line))
    .map((line) => line.replace(/^\d{4}-[^ ]* [^ ]* \d+: (\w+) : [\w.]+(:\d+)? : /, "$1 : "));
  return { stdout, stderr: lines.join("\n"), status };
}

export type ClientName = "virsh" | "virtgate";

export const programs: Record<ClientName, () => readonly [string, ...string[]]> = {
  virsh: () => ["/usr/bin/virsh"],
  virtgate: () => [process.execPath, programOf("cli", "virtgate")],
};

/** `words` of a command on the host. */
export async function run(
  client: ClientName,
  uri: string,
  words: readonly string[] = ["uri"],
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const [program, ...first] = programs[client]();
  const options = { env: cleanEnvironment(env), timeoutMs: 15_000 };
  return plain(await runToEnd(program, [...first, "-c", uri, ...words], options));
}

/** The library in this process, told as `virsh uri` would tell it. */
export async function runLibrary(uri: string): Promise<Outcome> {
  const warnings: string[] = [];
  const onWarning = (text: string) => void warnings.push(`warning : ${text}\n`);
  try {
    const connection = await connect(uri, { onWarning, env: cleanEnvironment(), deadlineMs: 10_000 });
    const stdout = `${connection.uri}\n\n`;
    await connection.close();
    return { stdout, stderr: warnings.join(""), status: 0 };
  } catch (error) {
    const said = ["failed to connect to the hypervisor", (error as Error).message];
    const stderr = [...warnings, ...said.map((line) => `error: ${line}\n`)].join("");
    return { stdout: "", stderr, status: 1 };
  }
}
