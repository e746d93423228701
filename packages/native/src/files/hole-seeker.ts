// Where a file's data and its holes begin: lseek(2) with SEEK_DATA and SEEK_HOLE, which Node.js does not have.
import { loadKoffi } from "../koffi.js";
import { NativeError } from "../problem.js";

export interface HoleSeeker {
  /** Where data begins at this place or behind it; undefined when there is none. Moves the file's offset. */
  nextData(file: number, at: bigint): bigint | undefined;
  /** Where a hole begins at this place or behind it. The end of the file counts as one. */
  nextHole(file: number, at: bigint): bigint | undefined;
}

const seekData = 3;
const seekHole = 4;

/** Throws NativeError when koffi is not installed, or the system is another. */
export async function holeSeeker(): Promise<HoleSeeker> {
  if (process.platform !== "linux") throw new NativeError("holes can be found on Linux only");
  const koffi = await loadKoffi("finding the holes of files");
  const lseek = koffi.load(null).func("int64_t lseek64(int file, int64_t offset, int whence)") as (
    file: number,
    offset: bigint,
    whence: number,
  ) => number | bigint;
  const seek = (file: number, at: bigint, whence: number): bigint | undefined => {
    const found = BigInt(lseek(file, at, whence));
    if (found >= 0n) return found;
    if (koffi.errno() === koffi.os.errno["ENXIO"]) return undefined;
    throw new NativeError(`lseek failed with error ${koffi.errno()}`);
  };
  return {
    nextData: (file, at) => seek(file, at, seekData),
    nextHole: (file, at) => seek(file, at, seekHole),
  };
}
