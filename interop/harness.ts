// Starts a private libvirtd or virtgated, both in the same way, and gives the URIs to reach it.
//
// A root libvirtd has fixed folders (/run/libvirt, /etc/libvirt, /var/lib/libvirt, ...), and this machine may have
// its own in use. Each daemon therefore runs in a mount namespace of its own in which those folders are folders of
// the test: nothing of the machine is read or changed, and several daemons run side by side.
import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, endProcess, spawnTied } from "./harness-process.js";
import { programOf } from "./peers.js";
import { takePort } from "./ports.js";

export type DaemonName = "libvirtd" | "virtgated";

export interface Uris {
  readonly unix: string;
  readonly unixReadonly: string;
  readonly tcp: string;
}

export interface Daemon {
  readonly name: DaemonName;
  readonly pid: number;
  readonly uris: Uris;
  readonly socket: string;
  readonly readonlySocket: string;
  readonly port: number;
  readonly folder: string;
  /** Everything the daemon has logged so far. */
  log(): string;
  isRunning(): boolean;
  stop(): Promise<void>;
}

export interface DaemonOptions {
  /** More lines of libvirtd.conf. */
  readonly configuration?: string;
  /** The host the URIs open: the path of a `test:` URI. */
  readonly path?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly nodeArguments?: readonly string[];
  /** Puts files into the daemon's folder before it starts. */
  readonly prepare?: (folder: string) => void;
  /** Where it listens, when the configuration says something else than 127.0.0.1. */
  readonly address?: string;
  /** The soft limit of open files, for tests with many clients; the hard one must allow it. */
  readonly openFiles?: number;
}

const readyWithinMs = 20_000;

/** What a root libvirtd uses, and the folder of the test that stands in its place. */
export const mounts = {
  "/run/libvirt": "run",
  "/etc/libvirt": "etc",
  "/etc/sasl2": "sasl2",
  "/etc/pki": "pki",
  "/var/lib/libvirt": "lib",
  "/var/log/libvirt": "log",
  "/var/cache/libvirt": "cache",
} as const;

const enterNamespace = `
folder=$1; shift
while [ "$1" != -- ]; do mkdir -p "$2"; mount --bind "$folder/$1" "$2" || exit 97; shift 2; done
shift
exec "$@"`;

export function configuration(folder: string, port: number, more: string): string {
  // The daemon takes the first of two equal keys, so that a test's own lines come first.
  return `${more}
unix_sock_dir = "${folder}/sock"
unix_sock_rw_perms = "0700"
unix_sock_ro_perms = "0777"
auth_unix_rw = "none"
auth_unix_ro = "none"
listen_tls = 0
listen_tcp = 1
listen_addr = "127.0.0.1"
tcp_port = "${port}"
auth_tcp = "none"
log_outputs = "3:file:${folder}/daemon.log"
host_uuid = "11111111-2222-3333-4444-555555555556"
`;
}

/** The program and its first arguments. */
export function command(
  name: DaemonName,
  options: Pick<DaemonOptions, "nodeArguments" | "openFiles"> = {},
): string[] {
  const program =
    name === "libvirtd"
      ? ["/usr/sbin/libvirtd"]
      : [process.execPath, ...(options.nodeArguments ?? []), programOf("daemon", "virtgated")];
  const limit = options.openFiles === undefined ? [] : ["prlimit", `--nofile=${options.openFiles}:`];
  return [...limit, ...program];
}

/** The test hypervisor's URIs of a daemon that listens on these sockets and this port. */
function urisOf(folder: string, port: number, path: string): Uris {
  return {
    unix: `test+unix://${path}?socket=${folder}/sock/libvirt-sock`,
    unixReadonly: `test+unix://${path}?socket=${folder}/sock/libvirt-sock-ro`,
    tcp: `test+tcp://127.0.0.1:${port}${path}`,
  };
}

/** Without root, virtgated is a user's daemon: it keeps to the user's folders, and those are the test's. */
const isolated = (name: DaemonName) => name === "libvirtd" || process.getuid?.() === 0;

/** What runs the rest of a command line in the mount namespace of the folder. */
export function isolation(folder: string): string[] {
  const places = Object.entries(mounts).flatMap(([place, inside]) => [inside, place]);
  return [
    "unshare",
    "-m",
    "--propagation",
    "private",
    "bash",
    "-c",
    enterNamespace,
    "bash",
    folder,
    ...places,
    "--",
  ];
}

export async function startDaemon(name: DaemonName, options: DaemonOptions = {}): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), `virtgate-${name}-`));
  chmodSync(folder, 0o755);
  for (const inside of ["sock", ...Object.values(mounts)]) mkdirSync(join(folder, inside), { mode: 0o755 });
  options.prepare?.(folder);
  const port = await takePort();
  const configFile = join(folder, "libvirtd.conf");
  writeFileSync(configFile, configuration(folder, port, options.configuration ?? ""));
  const own = [...command(name, options), "--listen", "-f", configFile, "-p", join(folder, "daemon.pid")];
  const [program, ...args] = isolated(name) ? [...isolation(folder), ...own] : own;
  const environment = isolated(name) ? {} : { HOME: folder, XDG_RUNTIME_DIR: join(folder, "run") };
  const child = spawnTied(program!, args, {
    env: cleanEnvironment({ ...environment, ...options.environment }),
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => printed.push(chunk.toString()));

  const log = () => `${printed.join("")}${readIfThere(join(folder, "daemon.log"))}`;
  const socket = join(folder, "sock/libvirt-sock");
  try {
    await Promise.all([ready(child, socket, log), ready(child, port, log, options.address)]);
  } catch (error) {
    await endProcess(child);
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    name,
    pid: child.pid ?? -1,
    uris: urisOf(folder, port, options.path ?? "/default"),
    socket,
    readonlySocket: join(folder, "sock/libvirt-sock-ro"),
    port,
    folder,
    log,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      await endProcess(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(
  child: ChildProcess,
  place: string | number,
  log: () => string,
  address?: string,
): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    if (await answers(place, address)) return;
    await sleep(30);
  }
  const state =
    child.exitCode === null ? `does not listen on ${place}` : `ended with status ${child.exitCode}`;
  throw new Error(`the daemon ${state}:\n${log()}`);
}

function answers(place: string | number, address = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = typeof place === "string" ? connect(place) : connect(place, address);
    let connected = false;
    socket.once("connect", () => {
      connected = true;
      socket.resume().end();
    });
    socket.once("error", () => {});
    // Only then: until the daemon has let go of this connection, it takes the place of a client.
    socket.once("close", () => resolve(connected));
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
