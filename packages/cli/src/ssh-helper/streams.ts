// stdin and stdout as streams that never block. Node.js writes to its own stdout at once, however long that takes, and a
// client that does not read would then not be heard either.

import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";

export interface ByteStreams {
  readonly input: Readable;
  readonly output: Writable;
}

export const byteStreams = (): ByteStreams => ({
  input: socketOn(0, { readable: true, writable: false }) ?? process.stdin,
  output: socketOn(1, { readable: false, writable: true }) ?? process.stdout,
});

/** Undefined: the descriptor is neither a pipe nor a socket. */
function socketOn(fd: number, ways: { readable: boolean; writable: boolean }): Socket | undefined {
  try {
    return new Socket({ fd, ...ways });
  } catch {
    return undefined;
  }
}
