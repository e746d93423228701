// fcntl(2) locks, which libvirt's programs hold and look for on pid files and start locks. Node has none of any kind.
import { loadKoffi } from "./koffi.js";
import { NativeError } from "./problem.js";

const F_TLOCK = 2;
/** libvirt locks the first byte. */
const bytes = 1;

/**
 * Locks the open file, which must not have been read or written other than at given places, and says whether that is
 * possible: another process may have it. The lock is the process's own, and gone when that ends or closes any
 * descriptor of the file.
 */
export type RecordLocker = (fd: number) => boolean;

/** Rejects with NativeError when koffi is not there, or on systems that are not Linux. */
export async function recordLocker(): Promise<RecordLocker> {
  if (process.platform !== "linux") throw new NativeError("files are locked on Linux only");
  const koffi = await loadKoffi("locking files");
  // POSIX's function for it; fcntl(2) itself has a structure that differs between machines.
  const lockf: (fd: number, command: number, length: number) => number = koffi
    .load(null)
    .func("int lockf(int fd, int command, long length)");
  return (fd) => lockf(fd, F_TLOCK, bytes) === 0;
}
