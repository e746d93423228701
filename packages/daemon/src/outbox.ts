// What a client is sent outside its own turns: events, late replies, stream packets, keepalive.

import {
  encode,
  errorLayout,
  type Header,
  type LibvirtError,
  MessageStatus,
  MessageType,
  Writer,
  writeRawPacket,
} from "@virtgate/protocol";
import type { Link } from "./link.js";
import { writeHole } from "./stream-packets.js";

/** Bytes that a client has not read; above this its next calls and stream packets wait. */
export const maxReplyQueueBytes = 262_144;
/** Events have no brake: above this the client that does not read them is disconnected. */
const maxQueueBytes = 16_777_216;

const writer = new Writer(65_536, (bytes) => Buffer.allocUnsafeSlow(bytes));

export class Outbox {
  readonly #link: Link;
  readonly #overflow: (reason: string) => void;
  #packets: Uint8Array[] = [];
  #bytes = 0;
  #waiting: ((open: boolean) => void)[] = [];
  #closed = false;

  constructor(link: Link, overflow: (reason: string) => void) {
    this.#link = link;
    this.#overflow = overflow;
  }

  get queuedBytes(): number {
    return this.#bytes + this.#link.queuedBytes;
  }

  /** Encodes with `write` and queues the packet; what one turn of the event loop queues goes out in one write. */
  send(write: (out: Writer) => void): void {
    if (this.#closed) return;
    try {
      write(writer);
    } catch (thrown) {
      writer.discard();
      throw thrown;
    }
    this.sendPacket(writer.take());
  }

  sendPacket(packet: Uint8Array): void {
    if (this.#closed) return;
    this.#packets.push(packet);
    this.#bytes += packet.length;
    if (this.#packets.length === 1) process.nextTick(() => this.flush());
    if (this.queuedBytes > maxQueueBytes) {
      this.#overflow(`client does not read: more than ${maxQueueBytes} bytes are waiting for it`);
    }
  }

  flush(): void {
    const packets = this.#packets;
    if (packets.length === 0) return;
    this.#packets = [];
    this.#bytes = 0;
    this.#link.write(packets.length === 1 ? packets[0]! : Buffer.concat(packets));
  }

  sendData(call: Header, data: Uint8Array): void {
    this.send((out) => writeRawPacket(out, streamHeader(call, MessageStatus.continue), data));
  }

  sendHole(call: Header, lengthBytes: bigint): void {
    this.send((out) => writeHole(out, call, lengthBytes));
  }

  sendStatus(call: Header, status: number, error?: LibvirtError): void {
    const body = error === undefined ? new Uint8Array(0) : encode(errorLayout, error.toWire());
    this.send((out) => writeRawPacket(out, streamHeader(call, status), body));
  }

  /** Resolves when the client has read enough for more to be sent; false when the connection is gone. */
  writable(): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    if (this.queuedBytes <= maxReplyQueueBytes) return Promise.resolve(true);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  drained(): void {
    this.#settle(true);
  }

  close(): void {
    this.#closed = true;
    this.#packets = [];
    this.#bytes = 0;
    this.#settle(false);
  }

  #settle(open: boolean): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const resolve of waiting) resolve(open);
  }
}

const streamHeader = (call: Header, status: number): Header => ({
  ...call,
  type: MessageType.stream,
  status,
});
