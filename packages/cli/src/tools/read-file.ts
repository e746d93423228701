// Reads files that others have made: bounded, and with the C library's words for what is wrong.

import { closeSync, openSync, readSync } from "node:fs";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";

/** Far more than a chain of certificates or a key has. */
const maxBytes = 1_048_576;
/** PEM of the longest revocation list that @virtgate/pki reads. */
export const maxCrlBytes = 24 * 1024 * 1024;

/** Throws Failure. */
export function readBounded(path: string, max = maxBytes): Buffer {
  try {
    return readOrThrow(path, max);
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure(`cannot read ${path}: ${systemErrorText(thrown)}`);
  }
}

/** Throws what the system says, or Failure for a file that is too big. */
export function readOrThrow(path: string, max = maxBytes): Buffer {
  const file = openSync(path, "r");
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for (;;) {
      const chunk = Buffer.alloc(65_536);
      const count = readSync(file, chunk);
      if (count === 0) return Buffer.concat(chunks);
      size += count;
      if (size > max) throw new Failure(`${path} has more than ${max} bytes`);
      chunks.push(chunk.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}
