// Where text goes: file descriptors, written at once and whole. Streams would cost start-up time and their
// order against each other.

import { writeSync } from "node:fs";

export type Write = (descriptor: 1 | 2, text: string | Uint8Array) => void;

/** How long to wait before a full pipe is tried again. */
const fullPipePauseMs = 2;

/** A pipe that its reader has set non-blocking answers EAGAIN when full; then we wait. */
export const writeToDescriptor: Write = (descriptor, text) => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === "EPIPE") process.exit(1);
      if (code !== "EAGAIN") throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fullPipePauseMs);
    }
  }
};
