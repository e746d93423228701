// The same files and the same configuration for libvirtd and for us: whether TLS can begin with them, and what is said
// about them. The port is one that no service has: with good certificates both daemons end there, and fast.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { libvirtd } from "../packages/daemon/src/config/identity.js";
import { portOf } from "../packages/daemon/src/config/listeners.js";
import { loadConfig } from "../packages/daemon/src/config/load.js";
import { ExitStatus, StartError } from "../packages/daemon/src/config/start-error.js";
import { system } from "../packages/daemon/src/config/system.js";
import { loadCredentials } from "../packages/daemon/src/tls/credentials.js";
import { command, isolation, mounts } from "./harness.js";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { plainLog } from "./plain-log.js";

export interface Beginning {
  readonly status: number | string;
  /** Warnings and errors, a line each. */
  readonly words: string;
}

export const goodEnd =
  "error : Unable to resolve address '127.0.0.1' service 'nosuchport': Servname not supported for ai_socktype";

function configuration(lines: string): string {
  return `${lines}
auth_unix_rw = "none"
auth_unix_ro = "none"
unix_sock_rw_perms = "0700"
tls_port = "nosuchport"
listen_addr = "127.0.0.1"
log_outputs = "3:stderr"
`;
}

/** A process in a namespace of its own. `prepare`: shell commands in it; $0 is a folder, and $0/pki is /etc/pki. */
export async function libvirtdBegins(lines: string, prepare?: string): Promise<Beginning> {
  return begins("libvirtd", lines, prepare);
}

export async function virtgatedBegins(lines: string, prepare?: string): Promise<Beginning> {
  return begins("virtgated", lines, prepare);
}

async function begins(name: "libvirtd" | "virtgated", lines: string, prepare?: string): Promise<Beginning> {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-tls-start-"));
  try {
    for (const inside of ["sock", ...Object.values(mounts)]) mkdirSync(join(folder, inside));
    const file = join(folder, "libvirtd.conf");
    writeFileSync(file, `${configuration(lines)}unix_sock_dir = "${folder}/sock"\n`);
    const shell = prepare === undefined ? [] : ["sh", "-ec", `${prepare}; exec "$@"`, folder];
    const own = [...command(name), "--listen", "-f", file, "-p", join(folder, "pid")];
    const [program, ...args] = [...isolation(folder), ...shell, ...own];
    const outcome = await runToEnd(program!, args, { env: cleanEnvironment(), timeoutMs: 10_000 });
    return { status: outcome.status, words: plainLog(outcome.stderr, folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In this process: the steps of a start as far as TLS goes. */
export function weBegin(lines: string): Beginning {
  const warnings: string[] = [];
  const options = {
    configFile: "/libvirtd.conf",
    identity: libvirtd,
    listen: true,
    pidFile: null,
    timeoutSeconds: 0,
    daemon: false,
    verbose: false,
  };
  const from = { ...system, readText: () => configuration(lines) };
  try {
    const { tls } = loadConfig(options, {}, { uid: 0, home: "/root" }, from);
    if (tls === null) throw new Error("no TLS");
    attempt(() => loadCredentials(tls, (text) => warnings.push(text)));
    portOf(tls.service, tls.address, system);
    throw new Error("it would listen");
  } catch (thrown) {
    if (!(thrown instanceof StartError)) throw thrown;
    const errors = thrown.lines.map((line) => `error : ${line}`);
    return {
      status: thrown.exitStatus,
      words: [...warnings.map((text) => `warning : ${text}`), ...errors].join("\n"),
    };
  }
}

function attempt<T>(load: () => T): T {
  try {
    return load();
  } catch (thrown) {
    throw new StartError(ExitStatus.network, (thrown as Error).message);
  }
}
