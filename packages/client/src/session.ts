// One connection to a server from socket to end: packets in are given to calls, streams, events and keepalive.

import { closeSync } from "node:fs";
import {
  ArrivingFds,
  FrameReader,
  type Header,
  keepalive,
  MessageType,
  type Procedure,
  payloadOffset,
  Reader,
  readFdCount,
  readHeader,
} from "@virtgate/protocol";
import { type CallLimits, type CallOptions, Calls, type ProgramId } from "./calls.js";
import {
  endOfFile,
  fdsNotOnSocket,
  keepaliveTimeout,
  protocolError,
  socketClosed,
  undecodable,
} from "./errors.js";
import { Keepalive } from "./keepalive.js";
import { Outbox } from "./outbox.js";
import { Streams } from "./streams.js";
import type { CloseReason, FdTransport, Protection, Transport } from "./transports/transport.js";

export interface SessionEvents {
  /** A message that no call asked for. The packet is the listener's. */
  onEvent(header: Header, packet: Uint8Array): void;
  onClose(reason: CloseReason, error: Error | undefined): void;
}

/**
 * Puts a security layer over a transport. `early` has come already, from below the layer; `onBroken` is told when the
 * other side breaks it.
 */
export type MakeLayered = (
  below: Transport,
  early: readonly Uint8Array[],
  onBroken: (error: Error) => void,
) => Transport;

export class Session {
  readonly calls: Calls;
  readonly keepalive: Keepalive;
  readonly outbox: Outbox;
  readonly streams: Streams;
  #transport: Transport;
  readonly #frames = new FrameReader();
  #fdTransport: Promise<FdTransport> | undefined;
  /** Once descriptors may arrive. */
  #arriving: ArrivingFds | undefined;
  readonly #events: SessionEvents;
  #open = true;
  /** While signing in: what came behind a reply that may have been the last one without a layer. */
  #held: Uint8Array[] | undefined;
  #stopsBehindReplies = false;

  constructor(transport: Transport, limits: CallLimits, events: SessionEvents) {
    this.#transport = transport;
    this.#events = events;
    this.outbox = new Outbox(transport);
    this.calls = new Calls(this.outbox, limits);
    this.streams = new Streams(this);
    this.keepalive = new Keepalive(this.outbox, () => this.end("keepalive", keepaliveTimeout()));
    transport.onData(this.#receive);
    transport.onClose((error, reason) => this.end(reason ?? (error === undefined ? "eof" : "error"), error));
  }

  get open(): boolean {
    return this.#open;
  }

  call<A, R>(
    program: ProgramId,
    procedure: Procedure<A, R>,
    args: A,
    options?: CallOptions,
    onLateReply?: (succeeded: boolean) => void,
  ): Promise<R> {
    this.streams.readOn();
    return this.calls.call(program, procedure, args, options, onLateReply);
  }

  /** How the way to the server is protected, whatever SASL adds. */
  get protection(): Protection | undefined {
    return this.#transport.protection;
  }

  /**
   * From now on a reply is the last thing that is looked at until `lookOn`: what comes behind it may be under a
   * security layer that only the reply brings about.
   */
  stopBehindReplies(): void {
    this.#stopsBehindReplies = true;
  }

  /** Goes on behind the last reply. */
  lookOn(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const chunk of held) this.#receive(chunk);
    if (this.#open && this.#held === undefined) this.#transport.resume();
  }

  /** Ends `stopBehindReplies`. What comes behind the last reply, and all that is sent, goes through the layer. */
  signedIn(under?: MakeLayered): void {
    this.#stopsBehindReplies = false;
    if (under !== undefined) {
      const early = this.#held ?? [];
      this.#held = undefined;
      this.#transport = under(this.#transport, early, (error) => this.end("error", error));
      this.outbox.sendThrough(this.#transport);
      this.#transport.onData(this.#receive);
    }
    this.lookOn();
  }

  /**
   * From now on calls may have descriptors. Rejects with LibvirtError where they cannot travel: on other ways than unix
   * sockets, and without the native package.
   */
  passFds(): Promise<FdTransport> {
    this.#fdTransport ??= this.#passFds().catch((problem) => {
      this.#fdTransport = undefined; // it may be installed while we run
      throw problem;
    });
    return this.#fdTransport;
  }

  async #passFds(): Promise<FdTransport> {
    if (this.#transport.passFds === undefined) throw fdsNotOnSocket();
    const transport = await this.#transport.passFds();
    if (!this.#open) throw socketClosed();
    // What waits in the old one has been written to the same socket.
    this.#transport = transport;
    this.outbox.sendThrough(transport);
    return transport;
  }

  /** From now on answers may have descriptors: this socket is no longer read by Node. */
  receiveFds(transport: FdTransport): void {
    if (this.#arriving !== undefined) return;
    const arriving = new ArrivingFds(this.#frames, closeSync);
    const reads = transport.receiveFds((chunk, fds) => {
      try {
        if (fds.length > 0) arriving.arrive(fds);
      } catch (thrown) {
        this.end("error", undecodable(thrown));
      }
      this.#receive(chunk);
    });
    if (!reads) throw fdsNotOnSocket();
    this.#arriving = arriving;
  }

  /** Stops and continues reading: the server then has to wait with everything. */
  pause(): void {
    if (this.#open) this.#transport.pause();
  }

  resume(): void {
    if (this.#open) this.#transport.resume();
  }

  readonly #receive = (chunk: Uint8Array): void => {
    this.keepalive.heard();
    if (this.#held !== undefined) {
      this.#held.push(chunk);
      return;
    }
    try {
      this.#frames.push(chunk);
      for (let packet = this.#next(); packet !== undefined; packet = this.#next()) {
        if (!this.#open) return;
        const header = readHeader(packet);
        this.#dispatch(header, packet);
        if (this.#stopsBehindReplies && isReply(header)) {
          this.#hold();
          return;
        }
      }
    } catch (thrown) {
      const error = thrown instanceof Error && thrown.name === "LibvirtError" ? thrown : undefined;
      this.end("error", error ?? undecodable(thrown));
    }
  };

  #next(): Uint8Array | undefined {
    return this.#arriving === undefined ? this.#frames.next() : this.#arriving.next();
  }

  #hold(): void {
    const rest = this.#frames.takeRest();
    this.#held = rest.length > 0 ? [rest] : [];
    this.pause();
  }

  #dispatch(header: Header, packet: Uint8Array): void {
    switch (header.type) {
      case MessageType.reply:
        this.calls.reply(header, packet);
        return;
      case MessageType.replyWithFds:
        this.#replyWithFds(header, packet);
        return;
      case MessageType.event:
        if (header.program === keepalive.number) this.keepalive.message(header);
        else this.#events.onEvent(header, packet);
        return;
      case MessageType.stream:
      case MessageType.streamHole:
        this.streams.packet(header, packet);
        return;
      default: {
        const { program, version, procedure, type } = header;
        throw protocolError(
          `got unexpected RPC call prog ${program} vers ${version} proc ${procedure} type ${type}`,
        );
      }
    }
  }

  #replyWithFds(header: Header, packet: Uint8Array): void {
    const count = readFdCount(new Reader(packet, payloadOffset));
    if (count > 0 && this.#arriving === undefined)
      throw protocolError("descriptors that nobody has asked for");
    const fds = count === 0 ? [] : this.#arriving?.attached(packet, count);
    // Otherwise the packet comes again with the last of them.
    if (fds !== undefined) this.calls.reply(header, packet, fds);
  }

  /** Ends the connection, once. What waits for the server is told `error`. */
  end(reason: CloseReason, error?: Error): void {
    if (!this.#open) return;
    this.#open = false;
    this.keepalive.stop();
    this.outbox.close();
    const told = error ?? (reason === "client" ? socketClosed() : endOfFile());
    this.calls.close(told);
    this.streams.close(told);
    this.#transport.close();
    this.#arriving?.close();
    this.#events.onClose(reason, error);
  }
}

const isReply = ({ type }: Header) => type === MessageType.reply || type === MessageType.replyWithFds;
