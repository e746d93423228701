import type { Socket } from "node:net";
import { FdReader, type Incoming } from "./fd-reader.js";
import { duplicate, loadLibc } from "./libc.js";
import { Readiness } from "./readiness.js";
import { sendFds } from "./send.js";
import { takeOver } from "./take-over.js";

/** A socket's incoming side, read here. */
export type { FdReader, Incoming };

/** Descriptors over unix sockets of Node. */
export interface FdPassing {
  /**
   * Reads the socket in Node's place from now on, beginning with `resume`. `rest` is what Node had read already.
   * Undefined when the socket is not connected, or this Node cannot be stopped. Throws when the system refuses.
   */
  read(socket: Socket, incoming: Incoming): { reader: FdReader; rest: Uint8Array } | undefined;
  /**
   * Sends the descriptors behind everything that has been written to the socket, each with one zero byte. Until it
   * resolves nothing may be written. They stay the caller's. Rejects with the system's error.
   */
  send(socket: Socket, fds: readonly number[]): Promise<void>;
  /** A descriptor of our own for the same file. Throws the system's error: EBADF when it is not open. */
  duplicate(fd: number): number;
}

let readiness: Readiness | undefined;

/**
 * What passes descriptors. Rejects with NativeError, with a text for the user, where koffi is not there and on systems
 * that are not Linux. A thread is started for the first socket that is read.
 */
export async function fdPassing(): Promise<FdPassing> {
  const libc = await loadLibc();
  return {
    read(socket, incoming) {
      readiness ??= new Readiness(libc);
      const reader = new FdReader(libc, readiness, socket, incoming);
      const rest = takeOver(socket);
      if (rest !== undefined) return { reader, rest };
      reader.close();
      return undefined;
    },
    send: (socket, fds) => sendFds(libc, socket, fds),
    duplicate: (fd) => duplicate(libc, fd),
  };
}
