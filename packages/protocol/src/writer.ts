// A growing buffer to encode into. Finished pieces are handed out as views, so a piece is never copied.

import { maxPacketBytes } from "./limits.js";
import { writeShortAscii, writeText } from "./text.js";
import { WireError } from "./wire-error.js";

export type Allocate = (bytes: number) => Uint8Array;

const defaultSlabBytes = 65_536;

export class Writer {
  readonly #allocate: Allocate;
  readonly #slabBytes: number;
  #bytes: Uint8Array;
  #view: DataView;
  #start = 0;
  offset = 0;

  /**
   * `slabBytes` are allocated at a time and shared by many pieces; a piece that does not fit moves to a slab
   * of its own. `allocate` lets a Node program hand in `Buffer.allocUnsafeSlow`.
   */
  constructor(slabBytes: number = defaultSlabBytes, allocate: Allocate = (bytes) => new Uint8Array(bytes)) {
    this.#allocate = allocate;
    this.#slabBytes = slabBytes;
    this.#bytes = allocate(slabBytes);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
  }

  /** Everything written since the last `take`, as a view that this writer will not touch again. */
  take(): Uint8Array {
    const piece = this.#bytes.subarray(this.#start, this.offset);
    this.#start = this.offset;
    return piece;
  }

  /** Forgets what was written behind the first `length` bytes since the last `take`: an encoder failed half-way. */
  discard(length = 0): void {
    this.offset = this.#start + length;
  }

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.offset - this.#start;
  }

  int32(value: number): void {
    this.#room(4);
    this.#view.setInt32(this.offset, value);
    this.offset += 4;
  }

  /** Overwrites a word of the piece being written, `at` bytes from its start. */
  patch(at: number, value: number): void {
    this.#view.setUint32(this.#start + at, value);
  }

  int64(value: bigint): void {
    this.#room(8);
    this.#view.setBigInt64(this.offset, value);
    this.offset += 8;
  }

  double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.offset, value);
    this.offset += 8;
  }

  /** A length word, the text as UTF-8, and zeros up to a multiple of four. */
  text(value: string, maxBytes: number): void {
    this.#room(8 + value.length * 3);
    const at = this.offset + 4;
    let length = writeShortAscii(value, this.#bytes, at);
    if (length < 0) length = writeText(value, this.#bytes, at);
    if (length > maxBytes) throw new WireError(`${length} bytes, at most ${maxBytes} allowed`);
    this.#view.setUint32(this.offset, length);
    this.offset = at + length;
    this.#pad(length);
  }

  /** The bytes alone, and zeros up to a multiple of four. */
  bytes(value: Uint8Array): void {
    this.raw(value);
    this.#room(4);
    this.#pad(value.length);
  }

  /** The bytes alone: stream data has neither length word nor padding. */
  raw(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.offset);
    this.offset += value.length;
  }

  #pad(length: number): void {
    for (let i = length; (i & 3) !== 0; i++) this.#bytes[this.offset++] = 0;
  }

  #room(count: number): void {
    if (this.offset + count > this.#bytes.length) this.#move(count);
  }

  #move(count: number): void {
    const length = this.length;
    const needed = length + count;
    // The estimate for text is three times too high for ASCII, hence the slack; the exact limit is the packet's.
    if (needed > 3 * maxPacketBytes) throw new WireError(`message larger than ${maxPacketBytes} bytes`);
    const size = needed <= this.#slabBytes ? this.#slabBytes : Math.max(needed, 2 * length);
    const bytes = this.#allocate(size);
    bytes.set(this.#bytes.subarray(this.#start, this.offset));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = 0;
    this.offset = length;
  }
}
