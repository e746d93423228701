// libvirtd and virtgated with the same TLS configuration, and what they say about their clients.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Daemon, type DaemonName, startDaemon } from "./harness.js";
import { plainLog } from "./plain-log.js";
import { takePort } from "./ports.js";
import type { TlsPki } from "./tls-pki.js";

/** Names are those of rows/tls-certificates.ts. */
export interface TlsFileNames {
  readonly ca?: string;
  readonly cert?: string;
  /** Default: the certificate's own. */
  readonly key?: string;
  readonly crl?: string;
}

export interface TlsSetup extends TlsFileNames {
  /** Lines of libvirtd.conf. */
  readonly more?: string;
  /** Where to listen; 127.0.0.1 when left out. */
  readonly address?: string;
  /** The files are in their usual places and may be exchanged. */
  readonly usualPlaces?: true;
  /** As for startDaemon. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly prepare?: (folder: string) => void;
}

export interface TlsDaemon extends Daemon {
  readonly tlsPort: number;
  /** What was logged about TLS since the last forgetting: level and text, without what only we say. */
  newLines(): string[];
  forgetLines(): void;
  /** With `usualPlaces`: other files from now on; the daemon is not told. */
  exchange(files: TlsFileNames): void;
  /** Writes libvirtd.conf anew. */
  configure(change: (text: string) => string): void;
}

export async function startTlsDaemon(name: DaemonName, pki: TlsPki, setup: TlsSetup): Promise<TlsDaemon> {
  const tlsPort = await takePort();
  const { ca = "ca", cert = "server", crl, more = "", address } = setup;
  const files = `ca_file = "${pki.cert(ca)}"
cert_file = "${pki.cert(cert)}"
key_file = "${pki.key(cert)}"
${crl === undefined ? "" : `crl_file = "${pki.crl(crl)}"`}`;
  const daemon = await startDaemon(name, {
    ...(address === undefined ? {} : { address }),
    ...(setup.environment === undefined ? {} : { environment: setup.environment }),
    prepare(folder) {
      if (setup.usualPlaces) place(folder, pki, setup);
      setup.prepare?.(folder);
    },
    configuration: `${more}
listen_tls = 1
tls_port = "${tlsPort}"
auth_tls = "none"
${setup.usualPlaces ? "" : files}
${address === undefined ? "" : `listen_addr = "${address}"`}`,
  });
  await listens(tlsPort);
  let seen = daemon.log().length;
  return {
    ...daemon,
    tlsPort,
    newLines: () => aboutTls(daemon.log().slice(seen), daemon.folder),
    forgetLines() {
      seen = daemon.log().length;
    },
    configure(change) {
      const file = join(daemon.folder, "libvirtd.conf");
      writeFileSync(file, change(readFileSync(file, "utf8")));
    },
    exchange: (other) => place(daemon.folder, pki, other),
  };
}

/** libvirt's usual places, in the folder that stands for /etc/pki. */
function place(
  folder: string,
  pki: TlsPki,
  { ca = "ca", cert = "server", key = cert, crl }: TlsFileNames,
): void {
  const inside = (...parts: string[]) => join(folder, "pki", ...parts);
  mkdirSync(inside("CA"), { recursive: true });
  mkdirSync(inside("libvirt", "private"), { recursive: true });
  copyFileSync(pki.cert(ca), inside("CA", "cacert.pem"));
  if (crl !== undefined) copyFileSync(pki.crl(crl), inside("CA", "cacrl.pem"));
  copyFileSync(pki.cert(cert), inside("libvirt", "servercert.pem"));
  copyFileSync(pki.key(key), inside("libvirt", "private", "serverkey.pem"));
}

/** Lines that come from libvirtd's TLS code, or from ours; ours say besides who it was, and who was refused. */
function aboutTls(log: string, folder: string): string[] {
  const lines = log.split("\n").filter((line) => / : (virNetTLS\w+:\d+|rpc\.tls|tls) : /.test(line));
  return plainLog(lines.join("\n"), folder)
    .split("\n")
    .filter(
      (line) => line !== "" && !/^warning : (refused code=|the old certificates stay in use)/.test(line),
    )
    .map((line) => line.replace(/ server=libvirtd client=.*/, ""));
}

/** Asked of the kernel: a connection would be a client whose handshake fails. */
export async function listens(port: number): Promise<void> {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (let i = 0; i < 400; i++) {
    const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((table) => readFileSync(table, "latin1"));
    const sockets = tables.flatMap((table) => table.split("\n")).map((line) => line.trim().split(/\s+/));
    if (sockets.some((fields) => fields[1]?.endsWith(local) && fields[3] === "0A")) return;
    await sleep(25);
  }
  throw new Error(`nobody listens on port ${port}`);
}
