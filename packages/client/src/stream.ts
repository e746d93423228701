// One stream: data and holes from the server, data and holes to it, and how it ends.

import { limits, MessageStatus, type Procedure } from "@virtgate/protocol";
import type { ProgramId } from "./calls.js";
import { limitReached, streamAborted } from "./errors.js";
import { defaultStreamBufferBytes } from "./limits.js";
import type { Streams } from "./streams.js";

/** A stretch of zeros that was sent as its length. Only sparse streams have them. */
export interface Hole {
  readonly hole: bigint;
}

export type StreamPiece = Uint8Array | Hole;

export interface StreamOptions {
  /** Unread bytes at which a download that cannot be slowed down is given up. */
  readonly maxBufferedBytes?: number | undefined;
}

export function isHole(piece: StreamPiece): piece is Hole {
  return "hole" in piece;
}

/** The reader is behind when so many bytes are unread, and has caught up when so few are. */
const fullBytes = 1024 * 1024;
const caughtUpBytes = 256 * 1024;
/** What a hole counts for in those numbers, so that endless holes are bounded, too. */
const holeBytes = 64;

export class ClientStream implements AsyncIterable<StreamPiece> {
  readonly program: ProgramId;
  readonly procedure: Procedure;
  readonly serial: number;
  readonly #streams: Streams;
  readonly #maxBufferedBytes: number;
  #pieces: StreamPiece[] = [];
  #bufferedBytes = 0;
  #full = false;
  /** The server has sent all it has. */
  #ended = false;
  /** The server has confirmed our finish, or the stream failed, or we gave it up. */
  #closed = false;
  #error: Error | undefined;
  #finishing: Promise<void> | undefined;
  #wake: (() => void)[] = [];

  constructor(
    streams: Streams,
    program: ProgramId,
    procedure: Procedure,
    serial: number,
    { maxBufferedBytes = defaultStreamBufferBytes }: StreamOptions,
  ) {
    this.#streams = streams;
    this.program = program;
    this.procedure = procedure;
    this.serial = serial;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  // --- what the server sends

  /** An empty piece is the end of the data. */
  receive(data: Uint8Array): void {
    if (data.length === 0) this.#ended = true;
    else this.#keep(data, data.length);
    this.#wakeUp();
  }

  receiveHole(length: bigint): void {
    this.#keep({ hole: length }, holeBytes);
    this.#wakeUp();
  }

  #keep(piece: StreamPiece, bytes: number): void {
    this.#pieces.push(piece);
    this.#bufferedBytes += bytes;
    if (this.#bufferedBytes > this.#maxBufferedBytes) {
      const error = limitReached(`more than ${this.#maxBufferedBytes} bytes of a stream were left unread`);
      this.abort(error);
    } else if (this.#bufferedBytes >= fullBytes) {
      // Also when it was full before: the connection may have been made to read on by something else.
      this.#full = true;
      this.#streams.markFull(this, true);
    }
  }

  confirmed(): void {
    this.#close(undefined);
  }

  failed(error: Error): void {
    this.#close(error);
  }

  #close(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#error = error;
    this.#streams.forget(this);
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }

  // --- what we do with it

  /** The next piece, or undefined at the end, which is then confirmed to the server. */
  async read(): Promise<StreamPiece | undefined> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        this.#taken(isHole(piece) ? holeBytes : piece.length);
        return piece;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#closed) return undefined;
      if (this.#ended) {
        await this.finish();
        return undefined;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  #taken(bytes: number): void {
    this.#bufferedBytes -= bytes;
    if (!this.#full || this.#bufferedBytes > caughtUpBytes) return;
    this.#full = false;
    this.#streams.markFull(this, false);
  }

  /** Sends data. Resolves when more may follow; waiting for it is the caller's flow control. */
  async write(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; at += limits.maxStreamPayloadBytes) {
      await this.#streams.ready();
      this.#throwIfClosed();
      this.#streams.send(this, MessageStatus.continue, data.subarray(at, at + limits.maxStreamPayloadBytes));
    }
    await this.#streams.ready();
  }

  /** Sends a stretch of zeros as its length. The stream must have been opened as a sparse one. */
  async writeHole(length: number | bigint): Promise<void> {
    await this.#streams.ready();
    this.#throwIfClosed();
    this.#streams.sendHole(this, BigInt(length));
  }

  #throwIfClosed(): void {
    if (this.#error !== undefined) throw this.#error;
    if (this.#closed || this.#finishing !== undefined) throw streamAborted("stream is closed");
  }

  /** Says that all was sent, or read. Resolves when the server confirms; rejects when it failed to keep the data. */
  finish(): Promise<void> {
    this.#finishing ??= this.#finish();
    return this.#finishing;
  }

  async #finish(): Promise<void> {
    if (!this.#closed) this.#streams.send(this, MessageStatus.ok);
    while (!this.#closed) await new Promise<void>((resolve) => this.#wake.push(resolve));
    if (this.#error !== undefined) throw this.#error;
  }

  /** Gives the stream up at once, on both sides. Readers and writers get `error`. */
  abort(error: Error = streamAborted("stream aborted at client request")): void {
    if (this.#closed) return;
    this.#streams.send(this, MessageStatus.error);
    this.#pieces = [];
    this.#close(error);
  }

  /** Leaving the loop before the end gives the stream up. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StreamPiece, void, undefined> {
    try {
      for (;;) {
        const piece = await this.read();
        if (piece === undefined) return;
        yield piece;
      }
    } finally {
      if (!this.#closed) this.abort();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.abort();
    return Promise.resolve();
  }
}
