// The bytes of a connection below a security layer -> its buffers (RFC 4422, section 3.7). Knows the length word and
// its limit, and nothing else.
import { SaslError } from "./problem.js";

/** Bytes of the length word in front of every buffer. It does not count itself. */
export const lengthWordBytes = 4;

/**
 * Push what a socket delivers; every buffer that is whole is handed on without its length word.
 *
 * A buffer that arrived in one chunk is a view of that chunk. One that came in pieces is put together in memory that
 * grows with what has really arrived: a length word alone claims none.
 */
export class LayerReader {
  readonly #minBytes: number;
  readonly #maxBytes: number;
  #partial = new Uint8Array(0);
  #partialBytes = 0;

  /** Buffers are `minBytes` to `maxBytes` long, as the length word counts. */
  constructor(minBytes: number, maxBytes: number) {
    this.#minBytes = minBytes;
    this.#maxBytes = maxBytes;
  }

  /** Throws SaslError on a length outside the limits; the connection is then beyond repair. */
  push(chunk: Uint8Array, take: (buffer: Uint8Array) => void): void {
    let at = this.#partialBytes === 0 ? 0 : this.#complete(chunk, take);
    while (chunk.length - at >= lengthWordBytes) {
      const end = at + lengthWordBytes + this.#lengthAt(chunk, at);
      if (end > chunk.length) break;
      take(chunk.subarray(at + lengthWordBytes, end));
      at = end;
    }
    if (at < chunk.length) this.#keep(chunk, at, chunk.length - at);
  }

  /** Goes on with the buffer that is not whole yet. Gives how many bytes of the chunk that took. */
  #complete(chunk: Uint8Array, take: (buffer: Uint8Array) => void): number {
    let at = this.#fill(chunk, 0, lengthWordBytes);
    if (this.#partialBytes < lengthWordBytes) return at;
    const whole = lengthWordBytes + this.#lengthAt(this.#partial, 0);
    at = this.#fill(chunk, at, whole);
    if (this.#partialBytes < whole) return at;
    const buffer = this.#partial.subarray(lengthWordBytes, whole);
    this.#partial = new Uint8Array(0); // what was taken may be kept by the taker
    this.#partialBytes = 0;
    take(buffer);
    return at;
  }

  /** Moves bytes from the chunk until `target` bytes are there or the chunk is used up. */
  #fill(chunk: Uint8Array, at: number, target: number): number {
    const count = Math.min(target - this.#partialBytes, chunk.length - at);
    if (count <= 0) return at;
    this.#keep(chunk, at, count);
    return at + count;
  }

  #keep(chunk: Uint8Array, at: number, count: number): void {
    const total = this.#partialBytes + count;
    if (total > this.#partial.length) {
      const most = lengthWordBytes + this.#maxBytes;
      const grown = new Uint8Array(Math.min(Math.max(total, 2 * this.#partial.length, 256), most));
      grown.set(this.#partial.subarray(0, this.#partialBytes));
      this.#partial = grown;
    }
    this.#partial.set(chunk.subarray(at, at + count), this.#partialBytes);
    this.#partialBytes = total;
  }

  #lengthAt(bytes: Uint8Array, at: number): number {
    const length =
      ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
    if (length < this.#minBytes || length > this.#maxBytes) {
      throw new SaslError(
        "broken layer",
        `buffer length ${length} is outside ${this.#minBytes} to ${this.#maxBytes}`,
      );
    }
    return length;
  }
}
