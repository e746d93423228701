// A certificate, key or list from the disk, never more of it than makes sense.

import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";

/** A bundle of all public CAs has a quarter of it, a list with a hundred thousand revoked certificates four. */
const maxFileBytes = 16_777_216;

/** The whole file. Throws NodeJS.ErrnoException; EOVERFLOW for one that is longer than 16 MiB. */
export function readTlsFile(path: string): Buffer {
  const fd = openSync(path, "r");
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw errno("EISDIR");
    if (stat.size > maxFileBytes) throw errno("EOVERFLOW");
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.max(stat.size - total, 0) + 4096);
      const length = readSync(fd, chunk);
      if (length === 0) return Buffer.concat(chunks);
      total += length;
      if (total > maxFileBytes) throw errno("EOVERFLOW");
      chunks.push(chunk.subarray(0, length));
    }
  } finally {
    closeSync(fd);
  }
}

/** The permissions that others than owner and group have on the file; 0 when it cannot be seen. */
export function othersMay(path: string): number {
  try {
    const fd = openSync(path, "r");
    try {
      return fstatSync(fd).mode & 0o007;
    } finally {
      closeSync(fd);
    }
  } catch {
    return 0;
  }
}

export const isThere = existsSync;

function errno(code: "EISDIR" | "EOVERFLOW"): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
