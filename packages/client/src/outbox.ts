// Packets on their way out: what one turn of the event loop writes is sent with one system call.

import { Writer } from "@virtgate/protocol";
import type { FdTransport, Transport } from "./transports/transport.js";

const slabBytes = 65_536;

export class Outbox {
  /** Append whole packets here, then call `packetAdded`. */
  readonly writer = new Writer(slabBytes, (bytes) => Buffer.allocUnsafeSlow(bytes));
  #transport: Transport;
  #scheduled = false;
  #open = true;
  #full = false;
  #waiting: (() => void)[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.onDrain(() => this.#drained());
  }

  packetAdded(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // After all promises that are ready: each of them may have a call to add.
    process.nextTick(this.flush);
  }

  readonly flush = (): void => {
    this.#scheduled = false;
    if (!this.#open || this.writer.length === 0) return;
    this.#full = !this.#transport.send(this.writer.take());
  };

  /** A whole packet with descriptors behind it, which the transport closes; it has to be an FdTransport by now. */
  sendWithFds(packet: Uint8Array, fds: readonly number[]): void {
    this.flush();
    (this.#transport as FdTransport).sendWithFds(packet, fds);
  }

  /** From now on through `transport`, which lies over the old one: that one goes on telling when there is room. */
  sendThrough(transport: Transport): void {
    this.#transport = transport;
  }

  /** True while the transport takes more. Calls do not ask, they are few; streams do. */
  get ready(): boolean {
    return !this.#full && this.writer.length < slabBytes;
  }

  /** Resolves when the transport takes more, or when the connection has ended. */
  drained(): Promise<void> {
    this.flush();
    if (!this.#full || !this.#open) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #drained(): void {
    this.#full = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  close(): void {
    this.#open = false;
    this.#drained();
  }
}
