// One client: bytes in, packets out, calls in flight. Owns no socket; a Link carries its bytes.

import {
  type Header,
  MessageType,
  payloadOffset,
  pingPacket,
  pongPacket,
  Reader,
  readFdCount,
  readHeader,
  WireError,
  Writer,
} from "@virtgate/protocol";
import type { SecurityLayer } from "@virtgate/sasl";
import { Calls } from "./calls.js";
import { ClientSession } from "./client-session.js";
import { ClientStreams } from "./client-streams.js";
import type { ConnectionLog, ConnectionOptions } from "./connection-options.js";
import { closeFds } from "./drivers/passed-fds.js";
import { Inbox } from "./inbox.js";
import { isPing, KeepAlive } from "./keepalive.js";
import type { FdLink, Link } from "./link.js";
import { ProtectedLink } from "./listen/protected-link.js";
import { maxReplyQueueBytes, Outbox } from "./outbox.js";
import { readStreamItem } from "./stream-packets.js";

/**
 * A turn that has taken longer ends after the present call, and the rest of what this client has sent waits until the
 * others had theirs.
 */
const maxTurnMs = 2;

/** A turn's replies are handed to the link when they have grown to this. */
const flushBytes = 131_072;

// One writer for the replies of whichever connection has its turn, so that idle clients hold no buffer.
const turnWriter = new Writer(65_536, (bytes) => Buffer.allocUnsafeSlow(bytes));

export class Connection {
  /** The client as handlers see it. */
  readonly session: ClientSession;
  #link: Link;
  readonly #calls: Calls;
  readonly #maxRequests: number;
  readonly #log: ConnectionLog;
  readonly #outbox: Outbox;
  readonly #keepAlive: KeepAlive;
  readonly #streams: ClientStreams;
  readonly #inbox = new Inbox();
  readonly #reader = new Reader(new Uint8Array(0), 0, { endsTextAtNul: true });
  /** Whether descriptors may come and go: once the client has asked. */
  #passesFds: Promise<boolean> | undefined;
  #paused = false;
  #inTurn = false;
  /** A packet made sense. Who begins otherwise, as TLS does, is reset: libvirtd leaves it unread. */
  #understood = false;
  #resting = false;
  #ending = false;
  #closed = false;

  constructor(link: Link, options: ConnectionOptions) {
    this.#link = link;
    this.#maxRequests = options.maxRequests;
    this.#log = options.log;
    this.#outbox = new Outbox(link, this.#cutOff);
    this.session = new ClientSession(options, {
      sendEvent: (write) => {
        if (!this.#ending) this.#outbox.sendEvent(write);
      },
      enableKeepAlive: () => this.#keepAlive.start(),
      closeAfterReply: () => {
        this.#ending = true;
      },
      protect: (layer) => this.#protect(layer),
      passFds: () => {
        this.#passesFds ??= this.#passFds();
        return this.#passesFds;
      },
      cutOff: this.#cutOff,
    });
    this.#streams = new ClientStreams(this.#outbox, () => {
      if (this.#paused) this.#work();
    });
    this.#calls = new Calls(options.programs, this.session, this.#streams, {
      later: (write) => this.#answerLater(write),
      laterWithFds: (write, fds) => this.#answerLater(write, fds),
      opened: (serial, ok) => this.#streams.replied(serial, ok),
      failure: (procedure, thrown) => this.#log.failure(this.session, procedure, thrown),
    });
    this.#keepAlive = new KeepAlive(
      options.keepAlive,
      () => this.#outbox.sendPacket(pingPacket),
      () => this.#cutOff("internal error: connection closed due to keepalive timeout"),
    );
  }

  /** Bytes have arrived; descriptors, if there are some, with the last of them. */
  receive(chunk: Uint8Array, fds?: readonly number[]): void {
    if (this.#ending) return closeFds(fds ?? []);
    this.#keepAlive.heard();
    try {
      this.#inbox.push(chunk, fds);
    } catch (thrown) {
      this.#failed(thrown);
    }
    this.#work();
  }

  /** The link has taken everything that was written. */
  drained(): void {
    this.#outbox.drained();
    if (this.#paused) this.#work();
  }

  /** The link is gone. */
  linkClosed(reason: string): void {
    if (this.#closed) return;
    this.#log.closed(this.session, reason);
    this.#end();
  }

  /** Ends the connection from this side, now. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#link.destroy();
    this.linkClosed(reason);
  }

  /** A security layer has refused what came, or cannot go on. */
  readonly #failed = (thrown: unknown): void => this.#cutOff((thrown as Error).message);

  readonly #cutOff = (reason: string): void => {
    if (this.#closed) return;
    this.#log.cutOff(this.session, reason);
    this.#link.destroy();
    this.#end();
  };

  #end(): void {
    this.#closed = true;
    this.#ending = true;
    this.#keepAlive.stop();
    this.#streams.abandon();
    this.#outbox.close();
    this.#inbox.close();
    this.session.closed();
  }

  #protect(layer: SecurityLayer): void {
    this.#passesFds = Promise.resolve(false);
    this.#outbox.changeLink((link) => new ProtectedLink(link, layer, this.#failed));
    try {
      // What came behind the client's last words in the clear is under the layer, too.
      this.#inbox.protect(layer);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  async #passFds(): Promise<boolean> {
    const link = await this.#link.passFds?.({
      received: (chunk, fds) => this.receive(chunk, fds),
      drained: () => this.drained(),
    });
    if (link === undefined) return false;
    this.#link = link;
    if (this.#closed) {
      link.destroy();
      return false;
    }
    this.#outbox.changeLink(() => link);
    if (!this.#paused) link.resume();
    return true;
  }

  get callsInProgress(): number {
    return this.#calls.inProgress;
  }

  // --- a turn: all whole packets that have arrived, then one write ---

  #work(): void {
    if (this.#inTurn || this.#resting || this.#closed) return;
    this.#inTurn = true;
    let full = false;
    try {
      let untilMs = 0;
      let packets = 0;
      while (!this.#ending) {
        full = this.#isFull();
        if (full) break;
        const packet = this.#inbox.next();
        if (packet === undefined) break;
        this.#packet(packet);
        this.#understood = true;
        if (turnWriter.length > flushBytes) this.#outbox.writeReplies(turnWriter.take());
        // Looking at the clock costs as much as a small call: most turns are a packet or two and need not know.
        if ((++packets & 7) !== 0) continue;
        const nowMs = performance.now();
        if (untilMs === 0) untilMs = nowMs + maxTurnMs;
        else if (nowMs > untilMs) {
          full = true;
          this.#rest();
          break;
        }
      }
    } catch (thrown) {
      turnWriter.discard();
      if (!(thrown instanceof WireError)) this.#log.failure(this.session, "packet", thrown);
      else if (!this.#understood) this.#link.reset();
      this.#cutOff(thrown instanceof WireError ? thrown.message : "unexpected failure");
    }
    this.#inTurn = false;
    if (this.#closed) {
      turnWriter.discard();
      return;
    }
    if (turnWriter.length > 0) this.#outbox.writeReplies(turnWriter.take());
    if (this.#ending) this.#finish();
    else if (full !== this.#paused) this.#setPaused(full);
  }

  #rest(): void {
    this.#resting = true;
    setImmediate(() => {
      this.#resting = false;
      this.#work();
    });
  }

  #isFull(): boolean {
    return (
      // What follows a client's last words before it is let in may be under a layer.
      (!this.session.signedIn && this.#calls.inProgress > 0) ||
      this.#calls.inProgress >= this.#maxRequests ||
      this.#streams.holdReading ||
      this.#outbox.queuedBytes > maxReplyQueueBytes
    );
  }

  #setPaused(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#link.pause();
    else this.#link.resume();
  }

  /** A call that was in progress has its answer. */
  #answerLater(write: (out: Writer) => void, fds?: readonly number[]): void {
    if (this.#closed) return closeFds(fds ?? []);
    if (fds === undefined) this.#outbox.send(write);
    else this.#outbox.sendWithFds(write, fds);
    const then = this.session.takeAfterReply();
    if (then !== undefined) {
      this.#outbox.flush(true);
      if (!this.#closed) then();
    }
    if (this.#closed) return;
    if (this.#ending) this.#finish();
    else if (this.#paused) this.#work();
  }

  #finish(): void {
    this.#outbox.flush(true);
    this.#link.end();
  }

  #callWithFds(header: Header, packet: Uint8Array): void {
    const payload = this.#reader.reset(packet, payloadOffset);
    const count = readFdCount(payload);
    if (count > 0 && (this.#link as Partial<FdLink>).sendFds === undefined)
      throw new WireError(`a call brings ${count} file descriptors, which this socket cannot receive`);
    const fds = count === 0 ? [] : this.#inbox.attachedFds(packet, count);
    // Otherwise the packet comes again with the last of them.
    if (fds !== undefined) this.#calls.receiveWithFds(header, payload, turnWriter, fds);
  }

  #packet(packet: Uint8Array): void {
    const header = readHeader(packet);
    switch (header.type) {
      case MessageType.call:
        this.#calls.receive(header, this.#reader.reset(packet, payloadOffset), turnWriter);
        break;
      case MessageType.callWithFds:
        this.#callWithFds(header, packet);
        break;
      case MessageType.stream:
      case MessageType.streamHole:
        this.#streams.receive(header, readStreamItem(header, packet));
        break;
      case MessageType.event:
        // A PONG has done its work by arriving.
        if (isPing(header)) this.#outbox.sendPacket(pongPacket);
        break;
      // Anything else is dropped, as libvirtd does.
    }
  }
}
