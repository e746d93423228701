// The pid file: it names the daemon and, locked, keeps a second one from starting beside it.
//
// libvirtd locks it by fcntl(2), which Node cannot do. We ask flock(1) to lock the open file: a flock(2) lock
// belongs to the open file and not to the process, so it stays ours after the program ended, and the kernel drops
// it when we die, however we die. A file left behind by a dead daemon is therefore simply not locked. libvirtd's
// own lock is of the other kind: with native code we take that, too, so that libvirtd sees ours; without it,
// /proc/locks tells whether somebody holds one. Without flock(1) the pid in the file decides: alive, and started
// before the file was written.

import { spawnSync } from "node:child_process";
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { errnoText } from "./errno-text.js";
import { ExitStatus, StartError } from "./start-error.js";

export interface PidFile {
  readonly path: string;
  /** Removes the file and gives up the lock. */
  release(): void;
}

/** Takes the fcntl(2) lock of an open file; false: another process has it. */
export type FcntlLock = (fd: number) => boolean;

/** Undefined where there is no native code. */
export async function loadFcntlLock(): Promise<FcntlLock | undefined> {
  try {
    const { recordLocker } = await import("@virtgate/native");
    return await recordLocker();
  } catch {
    return undefined;
  }
}

/** Throws StartError with libvirtd's words when another daemon has it. */
export function acquirePidFile(path: string, fcntlLock?: FcntlLock): PidFile {
  for (let attempt = 0; attempt < 10; attempt++) {
    const fd = open(path);
    try {
      if (!lock(fd, fcntlLock)) throw inUse(path);
      // The daemon before us may have removed the file between our opening and our locking: then we hold the
      // lock of a file that nobody else will find.
      if (!isStillThere(fd, path)) {
        closeSync(fd);
        continue;
      }
      ftruncateSync(fd);
      writeSync(fd, `${process.pid}`, 0);
      return {
        path,
        release() {
          if (isStillThere(fd, path)) unlinkSync(path);
          closeSync(fd);
        },
      };
    } catch (thrown) {
      closeSync(fd);
      throw thrown instanceof StartError
        ? thrown
        : new StartError(ExitStatus.pidFile, `Failed to write pid file '${path}': ${errnoText(thrown)}`);
    }
  }
  throw inUse(path);
}

function open(path: string): number {
  try {
    return openSync(path, 0o102 /* O_RDWR | O_CREAT */, 0o644);
  } catch (thrown) {
    throw new StartError(ExitStatus.pidFile, `Failed to open pid file '${path}': ${errnoText(thrown)}`);
  }
}

function inUse(path: string): StartError {
  return new StartError(
    ExitStatus.pidFile,
    `Failed to acquire pid file '${path}': Resource temporarily unavailable`,
  );
}

function lock(fd: number, fcntlLock: FcntlLock = (file) => !isLockedByFcntl(file)): boolean {
  const flock = spawnSync("flock", ["--nonblock", "3"], {
    stdio: ["ignore", "ignore", "ignore", fd],
    timeout: 5000,
  });
  if (flock.error) return !ownerIsAlive(fd) && fcntlLock(fd);
  return flock.status === 0 && fcntlLock(fd);
}

/** Lines like `3: POSIX  ADVISORY  WRITE 1234 fd:01:5678 0 EOF`: device and inode in the sixth field. */
function isLockedByFcntl(fd: number): boolean {
  const { ino } = fstatSync(fd);
  return readOrEmpty("/proc/locks")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .some(([, kind, , access, pid, file]) => {
      const inode = file?.split(":")[2];
      return kind === "POSIX" && access === "WRITE" && Number(pid) > 0 && inode === `${ino}`;
    });
}

function ownerIsAlive(fd: number): boolean {
  const buffer = Buffer.alloc(32);
  const text = buffer.toString("latin1", 0, readSync(fd, buffer, 0, buffer.length, 0));
  const pid = /^\s*([1-9][0-9]{0,9})\s*$/.exec(text)?.[1];
  if (pid === undefined || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  // A process that began after the file was written only happens to have the dead daemon's number. Its directory
  // in /proc is as old as the process.
  const born = statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.ctimeMs;
  return born === undefined || born <= fstatSync(fd).mtimeMs + 1000;
}

function isStillThere(fd: number, path: string): boolean {
  const ours = fstatSync(fd);
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && there.ino === ours.ino && there.dev === ours.dev;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
