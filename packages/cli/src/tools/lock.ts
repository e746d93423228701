// One at a time: a lock on a file that the kernel gives up when its holder dies, however it dies.

import { spawnSync } from "node:child_process";
import { closeSync, constants, fchownSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";

const pauseMs = 100;

export interface LockOptions {
  readonly waitMs?: number;
  /** Whose a new file becomes; absent: ours. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** Runs `work` while nobody else has the lock. Throws Failure when it is not to be had in time. */
export async function locked<T>(
  path: string,
  work: () => Promise<T>,
  { waitMs = 10_000, owner }: LockOptions = {},
): Promise<T> {
  const release = await acquire(path, Date.now() + waitMs, owner);
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(path: string, deadline: number, owner: LockOptions["owner"]): Promise<() => void> {
  for (;;) {
    const release = tryLock(path, owner);
    if (release !== undefined) return release;
    if (Date.now() > deadline) throw new Failure(`another virtgate is at work (it holds ${path})`);
    await sleep(pauseMs);
  }
}

/**
 * Node.js cannot lock files, flock(1) can: a flock(2) lock belongs to the open file, which we keep open, and not to
 * the process that asked for it. Undefined: somebody else has it.
 */
function tryLock(path: string, owner: LockOptions["owner"]): (() => void) | undefined {
  const file = attempt(path, () => openLock(path, owner));
  const flock = spawnSync("flock", ["-n", "3"], {
    stdio: ["ignore", "ignore", "ignore", file],
    timeout: 5000,
  });
  if (flock.status === 0) return () => closeSync(file);
  closeSync(file);
  return flock.error === undefined ? undefined : tryLockByName(`${path}.held`);
}

/** A link is not followed: it may lead from a user's folder to a file of root's. */
function openLock(path: string, owner: LockOptions["owner"]): number {
  const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const flags = O_WRONLY | O_APPEND | O_NOFOLLOW;
  try {
    const file = openSync(path, flags | O_CREAT | O_EXCL, 0o600);
    if (owner !== undefined) fchownSync(file, owner.uid, owner.gid);
    return file;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
    return openSync(path, flags);
  }
}

/** Where there is no flock(1): a file with our number. One that a dead process has left is taken away. */
function tryLockByName(path: string): (() => void) | undefined {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, `${process.pid}\n`);
    closeSync(file);
    return () => rmSync(path, { force: true });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") {
      throw new Failure(`cannot lock ${path}: ${systemErrorText(thrown)}`);
    }
  }
  if (!isAlive(path)) rmSync(path, { force: true });
  return undefined;
}

function isAlive(path: string): boolean {
  try {
    process.kill(Number(readFileSync(path, "utf8")), 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

function attempt<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (thrown) {
    throw new Failure(`cannot lock ${path}: ${systemErrorText(thrown)}`);
  }
}
