// Ends Node's own reading of a socket for good. Private to Node, and therefore done in this one place.
import type { Socket } from "node:net";
import { socketFd } from "../socket-fd.js";

interface Handle {
  readStop?(): unknown;
}

/**
 * What Node has read and not handed on; from now on it reads nothing. Undefined, and nothing is changed, when this
 * socket is not connected or this Node does not let itself be stopped. Listeners for "data" are removed.
 */
export function takeOver(socket: Socket): Uint8Array | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  if (socket.connecting || socketFd(socket) === undefined || typeof handle?.readStop !== "function")
    return undefined;
  socket.removeAllListeners("data");
  socket.pause();
  // Taking the rest out makes Node read on, which begins with its next turn of the event loop only.
  const rest: Buffer[] = [];
  for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) rest.push(chunk);
  handle.readStop();
  return Buffer.concat(rest);
}
