// Of many clients that start the same daemon, one at a time. The file is libvirt's, too: virsh locks it by fcntl(2), for
// which Node.js needs native code; without it, /proc/locks shows virsh's lock, and ours is one of flock(1) alone. The kernel
// drops either when its holder dies.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, unlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ErrorDomain, systemError } from "@virtgate/protocol";
import { errorNumber, errorText } from "../errno.js";

/** Longer than any holder keeps it. Who does not get it goes on without: daemons have a lock of their own. */
const patienceSeconds = 30;
const pauseMs = 20;

/** Runs `work` alone. Rejects with LibvirtError when there can be no such file. */
export async function withStartLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const file = await acquire(path, signal);
  try {
    return await work();
  } finally {
    if (isStillThere(file, path)) unlinkSync(path);
    closeSync(file);
  }
}

async function acquire(path: string, signal: AbortSignal | undefined): Promise<number> {
  for (;;) {
    const file = open(path);
    try {
      const endMs = performance.now() + patienceSeconds * 1000;
      const locked = await flock(file, signal);
      const isFree = await fcntlLock();
      while (locked && !isFree(file) && performance.now() < endMs) {
        await sleep(pauseMs);
        signal?.throwIfAborted();
      }
      // Who had it before us has removed it: whoever comes now locks another file.
      if (!locked || isStillThere(file, path)) return file;
    } catch (thrown) {
      closeSync(file);
      throw thrown;
    }
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const detail = `Unable to create lock '${path}': ${errorText(code)}`;
    throw systemError(ErrorDomain.rpc, errorNumber(code), detail);
  }
}

/** False: not in time, or there is no flock(1) here. Rejects when the signal aborts. */
function flock(file: number, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const args = ["--timeout", `${patienceSeconds}`, "3"];
    const child: ChildProcess = spawn("flock", args, { stdio: ["ignore", "ignore", "ignore", file] });
    const abort = () => child.kill("SIGKILL");
    const settle = (locked: boolean) => {
      signal?.removeEventListener("abort", abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve(locked);
    };
    signal?.addEventListener("abort", abort, { once: true });
    child.once("error", () => settle(false));
    child.once("exit", (status) => settle(status === 0));
  });
}

/** Takes the lock, or at least sees whether somebody has it. */
async function fcntlLock(): Promise<(file: number) => boolean> {
  try {
    const { recordLocker } = await import("@virtgate/native");
    return await recordLocker();
  } catch {
    return (file) => !isLockedByFcntl(file);
  }
}

/** Lines like `3: POSIX  ADVISORY  WRITE 1234 fd:01:5678 0 0`: device and inode in the sixth field. */
function isLockedByFcntl(file: number): boolean {
  const { ino } = fstatSync(file);
  return locks().some((line) => {
    const [, kind, , access, , place] = line.trim().split(/\s+/);
    return kind === "POSIX" && access === "WRITE" && place?.split(":")[2] === `${ino}`;
  });
}

function locks(): string[] {
  try {
    return readFileSync("/proc/locks", "latin1").split("\n");
  } catch {
    return [];
  }
}

function isStillThere(file: number, path: string): boolean {
  const ours = fstatSync(file);
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && there.ino === ours.ino && there.dev === ours.dev;
}
