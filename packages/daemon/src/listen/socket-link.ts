// A connected socket as a Link, and the link's events as calls on a Connection.

import type { Socket } from "node:net";
import type { Connection } from "../connection.js";
import type { Link } from "../link.js";

/** How long a closed connection may take to send what is left; a client that does not read is cut off then. */
export const lingerMs = 5000;

export class SocketLink implements Link {
  protected readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  write(bytes: Uint8Array): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  get queuedBytes(): number {
    return this.socket.writableLength;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  end(): void {
    if (this.socket.destroyed || this.socket.writableEnded) return;
    // Destroyed rather than half-closed: the daemon has no use for what the client may still say.
    this.socket.end(() => this.socket.destroy());
    setTimeout(() => this.socket.destroy(), lingerMs).unref();
  }

  destroy(): void {
    this.socket.destroy();
  }

  reset(): void {
    try {
      this.socket.resetAndDestroy();
    } catch {
      // Only TCP has resets.
      this.socket.destroy();
    }
  }
}

/** Feeds the connection from the socket until it closes. */
export function attach(socket: Socket, connection: Connection): void {
  let reason = "client closed the connection";
  socket.on("data", (chunk: Buffer) => connection.receive(chunk));
  socket.on("drain", () => connection.drained());
  // An error is always followed by "close".
  socket.on("error", (error: NodeJS.ErrnoException) => {
    reason = error.code ?? error.message;
  });
  socket.on("close", () => connection.linkClosed(reason));
}
