// The descriptor below a socket of Node. Private to Node, and therefore asked for in this one place.
import type { Socket } from "node:net";

/** The number of the open descriptor; undefined once the socket is closed, and where this Node does not show it. */
export function socketFd(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly fd?: unknown } | null };
  const fd = handle?.fd;
  return typeof fd === "number" && Number.isInteger(fd) && fd >= 0 ? fd : undefined;
}
