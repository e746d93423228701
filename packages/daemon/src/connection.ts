// One client: bytes in, packets out, calls in flight. Owns no socket; a Link carries its bytes.

import {
  beginPacket,
  type EventProcedure,
  endPacket,
  errorLayout,
  FrameReader,
  type Header,
  LibvirtError,
  MessageStatus,
  MessageType,
  type Program,
  payloadOffset,
  Reader,
  readHeader,
  WireError,
  Writer,
  writePacket,
} from "@virtgate/protocol";
import type { StreamOpener } from "./call.js";
import { lookUp, perform } from "./dispatch.js";
import type { Driver } from "./drivers/driver.js";
import { KeepAlive, type KeepAliveSettings } from "./keepalive.js";
import { isKeepAlive, keepAliveProcedure, pingPacket, pongPacket } from "./keepalive-packets.js";
import type { Link } from "./link.js";
import { maxReplyQueueBytes, Outbox } from "./outbox.js";
import type { Entry, Programs } from "./programs.js";
import type { Session, TransportName } from "./session.js";
import { readStreamItem } from "./stream-packets.js";
import { StreamTable } from "./stream-table.js";
import type { Consume, StreamItem } from "./streams.js";

/** What a connection tells the log. */
export interface ConnectionLog {
  refusal(session: Session, rule: string, error: LibvirtError): void;
  closed(session: Session, reason: string): void;
  /** The daemon has hung up because of what the client did or failed to do. */
  cutOff(session: Session, reason: string): void;
  failure(session: Session, procedure: string, thrown: unknown): void;
}

export interface ConnectionOptions {
  readonly id: number;
  readonly transport: TransportName;
  readonly readonly: boolean;
  /** Whether the socket asks for no sign-in. */
  readonly signedIn: boolean;
  readonly programs: Programs;
  /** max_client_requests: calls of one client that may be in progress. */
  readonly maxRequests: number;
  readonly keepAlive: KeepAliveSettings;
  readonly log: ConnectionLog;
}

/**
 * A turn that has taken longer ends after the present call, and the rest of what this client has sent waits until the
 * others had theirs.
 */
const maxTurnMs = 2;

/** A turn's replies are handed to the link when they have grown to this. */
const flushBytes = 131_072;

// One writer for the replies of whichever connection has its turn, so that idle clients hold no buffer.
const turnWriter = new Writer(65_536, (bytes) => Buffer.allocUnsafeSlow(bytes));

export class Connection implements Session, StreamOpener {
  readonly id: number;
  readonly transport: TransportName;
  readonly: boolean;
  signedIn: boolean;
  driver: Driver | undefined;

  readonly #link: Link;
  readonly #programs: Programs;
  readonly #maxRequests: number;
  readonly #log: ConnectionLog;
  readonly #outbox: Outbox;
  readonly #keepAlive: KeepAlive;
  readonly #frames = new FrameReader();
  readonly #reader = new Reader(new Uint8Array(0), 0, { endsTextAtNul: true });
  readonly #closeCallbacks: (() => void)[] = [];
  #streams: StreamTable | undefined;
  #requests = 0;
  #holds = 0;
  #paused = false;
  #inTurn = false;
  #resting = false;
  #ending = false;
  #closed = false;

  constructor(link: Link, options: ConnectionOptions) {
    this.#link = link;
    this.id = options.id;
    this.transport = options.transport;
    this.readonly = options.readonly;
    this.signedIn = options.signedIn;
    this.#programs = options.programs;
    this.#maxRequests = options.maxRequests;
    this.#log = options.log;
    this.#outbox = new Outbox(link, (reason) => this.#cutOff(reason));
    this.#keepAlive = new KeepAlive(
      options.keepAlive,
      () => this.#outbox.sendPacket(pingPacket),
      () => this.#cutOff("internal error: connection closed due to keepalive timeout"),
    );
  }

  /** Bytes have arrived. */
  receive(chunk: Uint8Array): void {
    if (this.#ending) return;
    this.#keepAlive.heard();
    this.#frames.push(chunk);
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
    this.#log.closed(this, reason);
    this.#end();
  }

  /** Ends the connection from this side, now. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#link.destroy();
    this.linkClosed(reason);
  }

  #cutOff(reason: string): void {
    if (this.#closed) return;
    this.#log.cutOff(this, reason);
    this.#link.destroy();
    this.#end();
  }

  #end(): void {
    this.#closed = true;
    this.#ending = true;
    this.#keepAlive.stop();
    this.#streams?.abandon();
    this.#outbox.close();
    for (const callback of this.#closeCallbacks) callback();
    this.driver = undefined;
  }

  // --- as the handlers see it ---

  sendEvent<B>(program: Program<object, object>, event: EventProcedure<B>, body: B): void {
    if (this.#ending) return;
    const header: Header = {
      program: program.number,
      version: program.version,
      procedure: event.number,
      type: MessageType.event,
      // libvirtd numbers its events 1, all of them (lab notes, section 13).
      serial: 1,
      status: MessageStatus.ok,
    };
    this.#outbox.sendEvent((out) => writePacket(out, header, event.body, body));
  }

  enableKeepAlive(): void {
    this.#keepAlive.start();
  }

  closeAfterReply(): void {
    this.#ending = true;
  }

  onClose(callback: () => void): void {
    if (this.#closed) callback();
    else this.#closeCallbacks.push(callback);
  }

  refuse(rule: string, error: LibvirtError): LibvirtError {
    this.#log.refusal(this, rule, error);
    return error;
  }

  download(header: Header, source: AsyncIterable<StreamItem> | Iterable<StreamItem>): void {
    this.#streamTable().download(header, source);
  }

  upload(header: Header, consume: Consume): void {
    this.#streamTable().upload(header, consume);
  }

  #streamTable(): StreamTable {
    this.#streams ??= new StreamTable(this.#outbox, (hold) => {
      this.#holds += hold ? 1 : -1;
      if (!hold && this.#paused) this.#work();
    });
    return this.#streams;
  }

  // --- a turn: all whole packets that have arrived, then one write ---

  #work(): void {
    if (this.#inTurn || this.#resting || this.#closed) return;
    this.#inTurn = true;
    let full = false;
    try {
      let untilMs = 0;
      while (!this.#ending) {
        full = this.#isFull();
        if (full) break;
        const packet = this.#frames.next();
        if (packet === undefined) break;
        this.#packet(packet);
        if (turnWriter.length > flushBytes) this.#outbox.writeReplies(turnWriter.take());
        // Most turns are one packet and need not know the time.
        if (this.#frames.buffered === 0) continue;
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
      if (!(thrown instanceof WireError)) this.#log.failure(this, "packet", thrown);
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
      this.#requests >= this.#maxRequests || this.#holds > 0 || this.#outbox.queuedBytes > maxReplyQueueBytes
    );
  }

  #setPaused(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#link.pause();
    else this.#link.resume();
  }

  #finish(): void {
    this.#outbox.flush(true);
    this.#link.end();
  }

  #packet(packet: Uint8Array): void {
    const header = readHeader(packet);
    switch (header.type) {
      case MessageType.call:
        this.#call(header, this.#reader.reset(packet, payloadOffset));
        break;
      case MessageType.callWithFds:
        this.#callWithFds(header, this.#reader.reset(packet, payloadOffset));
        break;
      case MessageType.stream:
      case MessageType.streamHole:
        this.#streams?.receive(header, readStreamItem(header, packet));
        break;
      case MessageType.event:
        // A PONG has done its work by arriving.
        if (isKeepAlive(header) && header.procedure === keepAliveProcedure.ping)
          this.#outbox.sendPacket(pongPacket);
        break;
      // Anything else is dropped, as libvirtd does.
    }
  }

  #callWithFds(header: Header, payload: Reader): void {
    // Descriptors do not pass Node's sockets. A count of zero is an ordinary call; with a count above that, libvirtd
    // closes a TCP connection, and so do we everywhere.
    const count = payload.uint32();
    if (count > 0)
      throw new WireError(`a call brings ${count} file descriptors, which this socket cannot receive`);
    this.#call(header, payload);
  }

  #call(header: Header, payload: Reader): void {
    let entry: Entry | undefined;
    try {
      entry = lookUp(this.#programs, this, header);
      const result = perform(entry, this, header, payload, this);
      if (result instanceof Promise) this.#answerLater(header, entry, result);
      else this.#reply(turnWriter, header, entry, result);
    } catch (thrown) {
      this.#replyError(turnWriter, header, entry, thrown);
    }
  }

  #answerLater(header: Header, entry: Entry, result: Promise<unknown>): void {
    this.#requests++;
    const answer = (write: (out: Writer) => void) => {
      this.#requests--;
      if (this.#closed) return;
      this.#outbox.send(write);
      if (this.#ending) this.#finish();
      else if (this.#paused) this.#work();
    };
    result.then(
      (value) =>
        answer((out) => {
          try {
            this.#reply(out, header, entry, value);
          } catch (thrown) {
            this.#replyError(out, header, entry, thrown);
          }
        }),
      (thrown) => answer((out) => this.#replyError(out, header, entry, thrown)),
    );
  }

  #reply(out: Writer, header: Header, entry: Entry, value: unknown): void {
    const { program, version, procedure, serial } = header;
    const start = beginPacket(out, program, version, procedure, MessageType.reply, serial, MessageStatus.ok);
    try {
      entry.ret.write(out, value);
      endPacket(out, start);
    } catch (thrown) {
      out.discard(start);
      throw thrown;
    }
    if (entry.stream !== undefined) this.#streams?.replied(serial, true);
  }

  #replyError(out: Writer, header: Header, entry: Entry | undefined, thrown: unknown): void {
    if (!(thrown instanceof LibvirtError)) this.#log.failure(this, entry?.name ?? "?", thrown);
    const reply = { ...header, type: MessageType.reply, status: MessageStatus.error };
    writePacket(out, reply, errorLayout, LibvirtError.from(thrown).toWire());
    if (entry?.stream !== undefined) this.#streams?.replied(header.serial, false);
  }
}
