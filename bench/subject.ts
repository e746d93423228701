// The three daemons of the bench, all on a unix socket, and what the kernel says about their processes.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type DaemonName, startDaemon } from "../interop/harness.js";
import { cleanEnvironment, endProcess, spawnTied } from "../interop/harness-process.js";
import { takePort } from "../interop/ports.js";
import type { Certificates } from "./certificates.js";

export type SubjectName = "libvirtd" | "virtgated" | "bare";

export interface Subject {
  readonly name: SubjectName;
  readonly pid: number;
  readonly socket: string;
  /** The daemon's own; it can read what is put there. */
  readonly folder: string;
  readonly uri: string;
  /** Over TLS, when there are certificates and the daemon can. */
  readonly tlsUri?: string;
  stop(): Promise<void>;
}

/** Room for ten thousand clients; everything else as it comes, except that nothing is logged. */
const configuration = `
max_clients = 12000
max_anonymous_clients = 12000
log_level = 4
`;
const openFiles = 12_000;

export async function startSubject(name: SubjectName, certificates?: Certificates): Promise<Subject> {
  if (name === "bare") return startBare();
  if (certificates === undefined) return startReal(name, configuration);
  const port = await takePort();
  const tls = `listen_tls = 1\ntls_port = "${port}"\nauth_tls = "none"\n${certificates.configuration}`;
  const tlsUri = `test+tls://localhost:${port}/default?pkipath=${certificates.folder}`;
  return { ...(await startReal(name, configuration + tls)), tlsUri };
}

async function startReal(name: DaemonName, lines: string): Promise<Subject> {
  const daemon = await startDaemon(name, { configuration: lines, openFiles });
  const { pid, socket, folder, uris } = daemon;
  return { name, pid, socket, folder, uri: uris.unix, stop: () => daemon.stop() };
}

async function startBare(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-bare-"));
  const socket = join(folder, "socket");
  const script = fileURLToPath(new URL("bare.js", import.meta.url));
  const child = spawnTied(process.execPath, [script, socket], { env: cleanEnvironment(), stdio: "inherit" });
  for (let tries = 0; tries < 200 && !(await answers(socket)); tries++) await sleep(20);
  return {
    name: "bare",
    pid: child.pid ?? -1,
    socket,
    folder,
    uri: `test+unix:///default?socket=${socket}`,
    stop: async () => {
      await endProcess(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(socket.end() !== undefined));
    socket.once("error", () => resolve(false));
  });
}

const ticksPerSecond = 100; // USER_HZ, the unit of /proc on every Linux

/** Processor time of all threads so far, in µs. */
export function processorTimeUs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticksPerSecond;
}

/** Memory that the process holds in RAM, in MB. */
export function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? Number.NaN) / 1000;
}
