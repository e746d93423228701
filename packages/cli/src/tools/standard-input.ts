// What a program or a shell gives us on the standard input.

import { readSync } from "node:fs";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";

/** How long a program may take to say it. */
const inputWithinMs = 60_000;

/**
 * Up to the end of the first line, or all of it; `what` is for the message. It may be a socket, which has no name
 * to open, or not wait by itself. Throws Failure, also for more than `maxBytes` where all is wanted.
 */
export function readStandardInput(what: string, maxBytes: number, until: "line" | "end"): Buffer {
  const bytes = Buffer.alloc(maxBytes + 1);
  const deadline = Date.now() + inputWithinMs;
  let size = 0;
  while (size < bytes.length && !(until === "line" && bytes.subarray(0, size).includes("\n"))) {
    try {
      const count = readSync(0, bytes, size, bytes.length - size, null);
      if (count === 0) break;
      size += count;
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === "EOF") break;
      if (code !== "EAGAIN" || Date.now() > deadline) {
        throw new Failure(`cannot read ${what} from the standard input: ${systemErrorText(thrown)}`);
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
  if (until === "end" && size > maxBytes) {
    throw new Failure(`${what} has more than ${maxBytes} bytes on the standard input`);
  }
  return bytes.subarray(0, size);
}
