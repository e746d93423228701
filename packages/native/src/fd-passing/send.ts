// Descriptors on their way out: libvirt's peers send each with one zero byte of its own, behind the packet.
import type { Socket } from "node:net";
import { socketFd } from "../socket-fd.js";
import { type Libc, systemFailure } from "./libc.js";
import { Message } from "./message.js";

const EAGAIN = 11;
/** How long to wait for a peer that does not read. */
const firstWaitMs = 1;
const longestWaitMs = 50;

/** What a descriptor travels with. */
let carrier: Message | undefined;

/**
 * Sends the descriptors behind everything that has been written to the socket. Until this is done nothing more may be
 * written, or it would overtake them. They stay the caller's, to be closed. Rejects when the socket ends meanwhile.
 */
export async function sendFds(libc: Libc, socket: Socket, fds: readonly number[]): Promise<void> {
  carrier ??= new Message(libc, 1, 1);
  carrier.data[0] = 0;
  if (socket.writableLength > 0) await written(socket);
  let waitMs = firstWaitMs;
  for (let next = 0; next < fds.length; ) {
    const to = socketFd(socket);
    if (to === undefined) throw systemFailure("sendmsg", 32); // EPIPE
    const errno = carrier.send(to, fds[next]!);
    if (errno === 0) {
      next++;
      waitMs = firstWaitMs;
      continue;
    }
    if (errno !== EAGAIN) throw systemFailure("sendmsg", errno);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitMs = Math.min(2 * waitMs, longestWaitMs);
  }
}

/** Node has handed everything to the kernel. */
function written(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write("", (error) => (error ? reject(error) : resolve()));
  });
}
