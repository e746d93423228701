// What a client is sent outside its own turns: events, late replies, stream packets, keepalive.

import {
  errorLayout,
  type Header,
  type LibvirtError,
  MessageStatus,
  MessageType,
  Writer,
  writePacket,
  writeRawPacket,
} from "@virtgate/protocol";
import { Backlog } from "./backlog.js";
import { closeFds } from "./drivers/passed-fds.js";
import type { FdLink, Link } from "./link.js";
import { writeHole } from "./stream-packets.js";

/** Bytes that a client has not read; above this its next calls and stream packets wait. */
export const maxReplyQueueBytes = 262_144;
/** Events have no brake: when more bytes of them wait, the client that does not read them is disconnected. */
export const maxEventQueueBytes = 4_194_304;
/**
 * A link that holds so much will tell when it has drained; until then the packets wait here. Not less than the mark
 * from which a Node socket tells (64 KiB in the newest versions).
 */
const congestedBytes = 65_536;

const writer = new Writer(65_536, (bytes) => Buffer.allocUnsafeSlow(bytes));

export class Outbox {
  #link: Link;
  readonly #giveUp: (reason: string) => void;
  /** Of this turn. */
  #packets: Uint8Array[] = [];
  #bytes = 0;
  /** Of earlier turns. */
  readonly #backlog = new Backlog();
  /** Of all that is queued, at most so much are events. */
  #eventBytes = 0;
  readonly #waiting: ((open: boolean) => void)[] = [];
  #waking = false;
  #closed = false;

  constructor(link: Link, giveUp: (reason: string) => void) {
    this.#link = link;
    this.#giveUp = giveUp;
  }

  /** Everything that has been queued leaves as it is; what follows goes through the other link. */
  changeLink(wrap: (link: Link) => Link): void {
    this.flush(true);
    this.#link = wrap(this.#link);
  }

  get queuedBytes(): number {
    return this.#bytes + this.#backlog.length + this.#link.queuedBytes;
  }

  /** As `send`, for what no limit on calls or streams has slowed down. */
  sendEvent(write: (out: Writer) => void): void {
    if (this.#closed) return;
    if (this.queuedBytes === 0) this.#eventBytes = 0;
    this.#eventBytes += this.send(write);
    if (this.#eventBytes > maxEventQueueBytes && this.queuedBytes > maxEventQueueBytes) {
      this.#giveUp(`client does not read its events: more than ${maxEventQueueBytes} bytes wait for it`);
    }
  }

  /**
   * Encodes with `write` and queues the packet; what one turn of the event loop queues goes out in one write. Answers
   * the packet's length.
   */
  send(write: (out: Writer) => void): number {
    if (this.#closed) return 0;
    try {
      write(writer);
    } catch (thrown) {
      // As libvirtd does when an error's text, say, is longer than the protocol allows.
      writer.discard();
      this.#giveUp(`a packet for the client cannot be encoded: ${(thrown as Error).message}`);
      return 0;
    }
    const packet = writer.take();
    this.sendPacket(packet);
    return packet.length;
  }

  /** As `send`; the descriptors leave behind the packet, and are closed then or when the connection ends before. */
  sendWithFds(write: (out: Writer) => void, fds: readonly number[]): void {
    this.send(write);
    // A link lets nothing overtake the descriptors; packets that wait here must not come between them and theirs.
    this.flush(true);
    const link: Partial<FdLink> = this.#link;
    if (this.#closed || link.sendFds === undefined) closeFds(fds);
    else link.sendFds(fds);
  }

  sendPacket(packet: Uint8Array): void {
    if (this.#closed) return;
    this.#packets.push(packet);
    this.#bytes += packet.length;
    if (this.#packets.length === 1) process.nextTick(() => this.flush());
  }

  /** The replies of the connection's own turn: before what the turn has queued, behind what earlier ones have. */
  writeReplies(bytes: Uint8Array): void {
    if (this.#backlog.length > 0) this.#backlog.push(bytes);
    else this.#link.write(bytes);
  }

  /** Hands over what this turn has queued. `ending`: the link is about to be closed and takes everything. */
  flush(ending = false): void {
    const packets = this.#packets;
    this.#packets = [];
    this.#bytes = 0;
    if (ending) this.#release();
    if (packets.length > 0) {
      if (!ending && (this.#backlog.length > 0 || this.#link.queuedBytes >= congestedBytes)) {
        for (const packet of packets) this.#backlog.push(packet);
      } else {
        this.#link.write(packets.length === 1 ? packets[0]! : Buffer.concat(packets));
      }
    }
    this.#wakeSoon();
  }

  sendData(call: Header, data: Uint8Array): void {
    this.send((out) => writeRawPacket(out, streamHeader(call, MessageStatus.continue), data));
  }

  sendHole(call: Header, lengthBytes: bigint): void {
    this.send((out) => writeHole(out, call, lengthBytes));
  }

  sendStatus(call: Header, status: number, error?: LibvirtError): void {
    const header = streamHeader(call, status);
    if (error === undefined) this.send((out) => writePacket(out, header));
    else this.send((out) => writePacket(out, header, errorLayout, error.toWire()));
  }

  /** Whether a stream may send its next packet. */
  get hasRoom(): boolean {
    return !this.#closed && this.queuedBytes <= maxReplyQueueBytes;
  }

  /** Resolves when it is worth looking for room again; false when the connection is gone. */
  room(): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#wakeSoon();
    });
  }

  drained(): void {
    this.#eventBytes = Math.min(this.#eventBytes, this.#bytes + this.#backlog.length);
    this.#release();
    this.#wakeSoon();
  }

  close(): void {
    this.#closed = true;
    this.#packets = [];
    this.#bytes = 0;
    this.#backlog.take();
    for (const resolve of this.#waiting.splice(0)) resolve(false);
  }

  #release(): void {
    for (const block of this.#backlog.take()) this.#link.write(block);
  }

  /**
   * Lets the streams that wait go on: one after another, because each may fill the queue again, and each in a later
   * turn of the event loop, so that a client that reads as fast as we write leaves time to the others.
   */
  #wakeSoon(): void {
    if (this.#waking || this.#waiting.length === 0 || !this.hasRoom) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      if (!this.hasRoom) return;
      this.#waiting.shift()?.(true);
      this.#wakeSoon();
    });
  }
}

const streamHeader = (call: Header, status: number): Header => ({
  ...call,
  type: MessageType.stream,
  status,
});
