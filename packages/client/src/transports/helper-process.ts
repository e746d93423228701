// A helper's process, from start to end. It gets one socket as both its stdin and its stdout, as libvirt's do: a helper
// that leaves without having read what it was sent can then be told from one that has.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { ErrorDomain, systemError } from "@virtgate/protocol";
import { errorNumber, errorText } from "../errno.js";

/** Between asking a helper to end and ending it. */
const patienceMs = 1000;
/** The same when our own process ends, which cannot wait for long. */
const lastPatienceMs = 100;

/**
 * Node.js gives every stream of a child a socket of its own. The shell joins two of them and becomes the program; it
 * parses nothing but these words.
 */
const join = 'exec "$@" <&3 >&3 3>&-';

export interface HelperProcess {
  readonly socket: Socket;
  readonly stderr: Socket;
  /** Asks it to end, and insists. */
  end(): void;
}

/** `program` is an absolute path. Rejects with LibvirtError when there can be no more processes. */
export async function startProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<HelperProcess> {
  let child: ChildProcess;
  try {
    const stdio = ["ignore", "ignore", "pipe", "pipe"] as const;
    child = spawn("/bin/sh", ["-c", join, "sh", program, ...args], { env, stdio: [...stdio] });
    await once(child, "spawn");
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const detail = `cannot fork child process: ${errorText(code)}`;
    throw systemError(ErrorDomain.none, errorNumber(code), detail);
  }
  child.on("error", () => {});
  // The connection keeps this program alive, not the helper.
  child.unref();
  const stderr = child.stderr as Socket;
  stderr.unref();
  watch(child);
  return { socket: child.stdio[3] as Socket, stderr, end: () => endSoon(child) };
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

function endSoon(child: ChildProcess): void {
  if (!isRunning(child)) return;
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), patienceMs).unref();
}

const running = new Set<ChildProcess>();

function watch(child: ChildProcess): void {
  if (running.size === 0) process.on("exit", endAll);
  running.add(child);
  child.once("exit", () => {
    running.delete(child);
    if (running.size === 0) process.off("exit", endAll);
  });
}

/** Our process ends: no helper outlives it. ssh is given the time to set the terminal right. */
function endAll(): void {
  for (const child of running) child.kill("SIGTERM");
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; waitedMs < lastPatienceMs; waitedMs += 2) {
    if (![...running].some(({ pid }) => pid !== undefined && isAlive(pid))) return;
    Atomics.wait(clock, 0, 0, 2);
  }
  for (const child of running) child.kill("SIGKILL");
}

/** Nobody collects the dead any more, so that they are still there, as zombies. Elsewhere than on Linux: cannot say. */
function isAlive(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "latin1");
    return state[state.lastIndexOf(")") + 2] !== "Z";
  } catch {
    return false;
  }
}
