// One connection to a server from socket to end: packets in are given to calls, streams, events and keepalive.

import {
  FrameReader,
  type Header,
  keepalive,
  MessageType,
  type Procedure,
  readHeader,
} from "@virtgate/protocol";
import { type CallLimits, type CallOptions, Calls, type ProgramId } from "./calls.js";
import { endOfFile, keepaliveTimeout, protocolError, socketClosed } from "./errors.js";
import { Keepalive } from "./keepalive.js";
import { Outbox } from "./outbox.js";
import { Streams } from "./streams.js";
import type { CloseReason, Transport } from "./transports/transport.js";

export interface SessionEvents {
  /** A message that no call asked for. The packet is the listener's. */
  onEvent(header: Header, packet: Uint8Array): void;
  onClose(reason: CloseReason, error: Error | undefined): void;
}

export class Session {
  readonly calls: Calls;
  readonly keepalive: Keepalive;
  readonly outbox: Outbox;
  readonly streams: Streams;
  readonly #transport: Transport;
  readonly #frames = new FrameReader();
  readonly #events: SessionEvents;
  #open = true;

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

  /** Stops and continues reading: the server then has to wait with everything. */
  pause(): void {
    if (this.#open) this.#transport.pause();
  }

  resume(): void {
    if (this.#open) this.#transport.resume();
  }

  readonly #receive = (chunk: Uint8Array): void => {
    this.keepalive.heard();
    try {
      this.#frames.push(chunk);
      for (let packet = this.#frames.next(); packet !== undefined; packet = this.#frames.next()) {
        if (!this.#open) return;
        this.#dispatch(readHeader(packet), packet);
      }
    } catch (thrown) {
      const error = thrown instanceof Error && thrown.name === "LibvirtError" ? thrown : undefined;
      this.end("error", error ?? protocolError("Unable to decode message header", thrown));
    }
  };

  #dispatch(header: Header, packet: Uint8Array): void {
    switch (header.type) {
      case MessageType.reply:
      case MessageType.replyWithFds:
        this.calls.reply(header, packet);
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
    this.#events.onClose(reason, error);
  }
}
