// The C client: compiled from client.c at the first use, then run against a daemon.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanEnvironment, runToEnd } from "../interop/harness-process.js";
import { root } from "../interop/peers.js";
import { processorTimeUs, type Subject } from "./subject.js";

const source = join(root, "bench/client.c");
const program = join(root, "build/bench-client");

export function compileClient(): void {
  const built = statSync(program, { throwIfNoEntry: false });
  if (built !== undefined && built.mtimeMs > statSync(source).mtimeMs) return;
  mkdirSync(dirname(program), { recursive: true });
  execFileSync("gcc", ["-O2", "-Wall", "-o", program, source, "-lvirt", "-lpthread"], { stdio: "inherit" });
}

export interface Speed {
  readonly perSecond: number;
  /** Processor time of the daemon for one of them, in µs. */
  readonly daemonUs: number;
}

async function measure(subject: Subject, args: readonly string[]): Promise<Speed> {
  const before = processorTimeUs(subject.pid);
  const { stdout, stderr, status } = await runToEnd(program, args, {
    env: cleanEnvironment(),
    timeoutMs: 120_000,
  });
  const [calls, seconds] = stdout.split(" ").map(Number);
  if (status !== 0 || !calls || !seconds) throw new Error(`client ${args.join(" ")} (${status}): ${stderr}`);
  return { perSecond: calls / seconds, daemonUs: (processorTimeUs(subject.pid) - before) / calls };
}

/** virDomainGetInfo over and over, on so many threads. */
export const info = (
  subject: Subject,
  threads: number,
  seconds: number,
  uri: string = subject.uri,
): Promise<Speed> => measure(subject, ["info", uri, String(threads), String(seconds)]);

/** Connections opened and closed one after another. */
export const connections = (subject: Subject, seconds: number, uri: string = subject.uri): Promise<Speed> =>
  measure(subject, ["connect", uri, String(seconds)]);

/** All of so many domains listed, over and over. */
export const lists = (subject: Subject, uri: string, domains: number, seconds: number): Promise<Speed> =>
  measure(subject, ["list", uri, String(domains), String(seconds)]);

/** The statistics of so many domains in one call, over and over. */
export const stats = (subject: Subject, uri: string, domains: number, seconds: number): Promise<Speed> =>
  measure(subject, ["stats", uri, String(domains), String(seconds)]);
