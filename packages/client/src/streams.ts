// The streams of one connection: which serial number belongs to which, and when reading must wait.
//
// The wire has no flow control for single streams. So a download that nobody reads either fills our memory or
// stops the whole connection. We stop the connection as long as nothing else needs it (no call under way, no
// events asked for, no other stream), which makes slow readers work at any size. As soon as something else needs
// it we read on and keep the download's bytes, up to a limit; the download that passes it is given up.

import {
  errorLayout,
  type Header,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  pingPacket,
  Reader,
  streamHole,
  writePacket,
  writeRawPacket,
} from "@virtgate/protocol";
import type { CallOptions, ProgramId } from "./calls.js";
import { protocolError, remoteError } from "./errors.js";
import type { Session } from "./session.js";
import { ClientStream, type StreamOptions } from "./stream.js";

/** While we do not read we cannot answer the server's PINGs; ours tell it as well that we are there. */
const pausedPingMs = 5_000;

export class Streams {
  readonly #session: Session;
  readonly #open = new Map<number, ClientStream>();
  readonly #full = new Set<ClientStream>();
  #paused: NodeJS.Timeout | undefined;
  /** True while events are asked for, which must not wait behind a stream. */
  neverPause = false;

  constructor(session: Session) {
    this.#session = session;
  }

  get open(): number {
    return this.#open.size;
  }

  /** Makes a call that opens a stream. */
  async call<A, R>(
    program: ProgramId,
    procedure: Procedure<A, R>,
    args: A,
    options: CallOptions & StreamOptions = {},
  ): Promise<{ stream: ClientStream; result: R }> {
    const { calls } = this.#session;
    this.readOn();
    const serial = calls.nextSerial;
    const stream = new ClientStream(this, program, procedure as Procedure, serial, options);
    // Data may come in together with the reply.
    this.#open.set(serial, stream);
    try {
      const giveUp = (opened: boolean) => (opened ? stream.abort() : this.forget(stream));
      return { stream, result: await calls.call(program, procedure, args, options, giveUp) };
    } catch (thrown) {
      // A call that was given up may still open its stream, which must then be aborted.
      if (!calls.isAwaited(serial) && this.#open.get(serial) === stream) this.#open.delete(serial);
      throw thrown;
    }
  }

  packet(header: Header, packet: Uint8Array): void {
    const stream = this.#open.get(header.serial);
    // What arrives for a stream that we gave up is dropped, as libvirt's clients do.
    if (stream === undefined || stream.program.number !== header.program) return;
    switch (header.status) {
      case MessageStatus.continue:
        if (header.type === MessageType.streamHole) stream.receiveHole(readHole(packet));
        else stream.receive(packet.subarray(payloadOffset));
        return;
      case MessageStatus.ok:
        stream.confirmed();
        return;
      case MessageStatus.error:
        stream.failed(readError(packet));
        return;
      default:
        stream.failed(protocolError(`Unexpected message status ${header.status}`));
    }
  }

  /** A packet of a stream, from us. */
  send(stream: ClientStream, status: number, payload?: Uint8Array): void {
    if (!this.#session.open) return;
    const { outbox } = this.#session;
    const header = headerOf(stream, MessageType.stream, status);
    if (payload === undefined) writePacket(outbox.writer, header);
    else writeRawPacket(outbox.writer, header, payload);
    outbox.packetAdded();
  }

  sendHole(stream: ClientStream, length: bigint): void {
    const { outbox } = this.#session;
    const header = headerOf(stream, MessageType.streamHole, MessageStatus.continue);
    writePacket(outbox.writer, header, streamHole, { length, flags: 0 });
    outbox.packetAdded();
  }

  /** Resolves when the connection takes more data. */
  async ready(): Promise<void> {
    while (this.#session.open && !this.#session.outbox.ready) await this.#session.outbox.drained();
  }

  /** The stream's reader is behind, or has caught up. */
  markFull(stream: ClientStream, full: boolean): void {
    if (full) this.#full.add(stream);
    else this.#full.delete(stream);
    if (this.#full.size === 0) this.readOn();
    else this.#considerPause();
  }

  #considerPause(): void {
    if (this.#paused !== undefined || this.neverPause || this.#session.calls.inFlight > 0) return;
    if (this.#full.size < this.#open.size) return;
    this.#session.pause();
    this.#paused = setInterval(() => {
      this.#session.keepalive.heard();
      this.#session.outbox.writer.raw(pingPacket);
      this.#session.outbox.packetAdded();
    }, pausedPingMs).unref();
  }

  /** Something needs the connection. */
  readOn(): void {
    if (this.#paused === undefined) return;
    clearInterval(this.#paused);
    this.#paused = undefined;
    this.#session.keepalive.heard();
    this.#session.resume();
  }

  forget(stream: ClientStream): void {
    this.#open.delete(stream.serial);
    this.markFull(stream, false);
  }

  close(error: Error): void {
    for (const stream of [...this.#open.values()]) stream.failed(error);
    clearInterval(this.#paused);
  }
}

function headerOf(stream: ClientStream, type: number, status: number): Header {
  const { program, procedure, serial } = stream;
  return {
    program: program.number,
    version: program.version,
    procedure: procedure.number,
    type,
    serial,
    status,
  };
}

const reader = new Reader(new Uint8Array(0));

function readHole(packet: Uint8Array): bigint {
  try {
    return streamHole.read(reader.reset(packet, payloadOffset)).length;
  } catch (thrown) {
    throw protocolError("Unable to decode message payload", thrown);
  }
}

function readError(packet: Uint8Array): Error {
  try {
    return remoteError(errorLayout.read(reader.reset(packet, payloadOffset)));
  } catch (thrown) {
    return protocolError("Unable to decode message payload", thrown);
  }
}
