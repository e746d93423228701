// Bytes as they arrive -> whole packets. Knows the length word and nothing else.

import { lengthWordBytes, maxPacketBytes, minPacketBytes } from "./limits.js";
import { WireError } from "./wire-error.js";

/** A length word that no packet has. Nothing behind it can be read any more. */
export class PacketLengthError extends WireError {
  readonly length: number;

  constructor(length: number) {
    super(`packet length ${length} is outside ${minPacketBytes} to ${maxPacketBytes}`);
    this.length = length;
  }
}

const firstBufferBytes = 4096;

/**
 * Push what a socket delivers, then take packets until `next` answers undefined.
 *
 * A packet that arrived whole is a view of the pushed chunk. One that came in pieces is put together in a
 * buffer that grows with what has really arrived, so that a length word alone claims no memory.
 */
export class FrameReader {
  #chunk: Uint8Array | undefined;
  #at = 0;
  #partial: Uint8Array | undefined;
  #partialBytes = 0;

  /** Bytes held that do not yet form a taken packet. */
  get buffered(): number {
    return this.#partialBytes + (this.#chunk === undefined ? 0 : this.#chunk.length - this.#at);
  }

  /** Everything that is held, whole packets or not; the reader is empty afterwards. For who must read it otherwise. */
  takeRest(): Uint8Array {
    const partial = this.#partial?.subarray(0, this.#partialBytes) ?? new Uint8Array(0);
    const chunk = this.#chunk?.subarray(this.#at) ?? new Uint8Array(0);
    this.#partial = undefined;
    this.#partialBytes = 0;
    this.#chunk = undefined;
    if (partial.length === 0) return chunk;
    const rest = new Uint8Array(partial.length + chunk.length);
    rest.set(partial);
    rest.set(chunk, partial.length);
    return rest;
  }

  /** Passes over up to `count` bytes between two packets, and answers how many of them were there. */
  skip(count: number): number {
    if (this.#chunk === undefined || this.#partial !== undefined) return 0;
    const skipped = Math.min(count, this.#chunk.length - this.#at);
    this.#advance(this.#chunk, this.#at + skipped);
    return skipped;
  }

  push(chunk: Uint8Array): void {
    if (this.#chunk !== undefined) {
      // Packets of the last chunk are still waiting: the caller stopped taking them.
      const rest = this.#chunk.subarray(this.#at);
      const joined = new Uint8Array(rest.length + chunk.length);
      joined.set(rest);
      joined.set(chunk, rest.length);
      this.#chunk = joined;
    } else {
      this.#chunk = chunk;
    }
    this.#at = 0;
  }

  /**
   * The next whole packet with its length word, or undefined when more bytes are needed.
   * Throws PacketLengthError on a length word outside 28 to 33554436; the connection is then beyond repair.
   */
  next(): Uint8Array | undefined {
    if (this.#chunk === undefined) return undefined;
    return this.#partial === undefined ? this.#nextWhole(this.#chunk) : this.#continuePartial(this.#chunk);
  }

  #nextWhole(chunk: Uint8Array): Uint8Array | undefined {
    const at = this.#at;
    const available = chunk.length - at;
    if (available >= lengthWordBytes) {
      const length = lengthAt(chunk, at);
      if (length <= available) {
        this.#advance(chunk, at + length);
        return at === 0 && length === chunk.length ? chunk : chunk.subarray(at, at + length);
      }
    }
    if (available > 0) {
      this.#partial = new Uint8Array(Math.max(firstBufferBytes, available));
      this.#partial.set(chunk.subarray(at));
      this.#partialBytes = available;
    }
    this.#chunk = undefined;
    return undefined;
  }

  #continuePartial(chunk: Uint8Array): Uint8Array | undefined {
    if (this.#partialBytes < lengthWordBytes) this.#fill(chunk, lengthWordBytes);
    if (this.#partialBytes < lengthWordBytes) return undefined;
    const length = lengthAt(this.#partial!, 0);
    if (this.#partialBytes < length) this.#fill(chunk, length);
    if (this.#partialBytes < length) return undefined;
    const packet = this.#partial!.subarray(0, length);
    this.#partial = undefined;
    this.#partialBytes = 0;
    return packet;
  }

  /** Moves bytes from the chunk until `target` bytes are there or the chunk is used up. */
  #fill(chunk: Uint8Array, target: number): void {
    const count = Math.min(target - this.#partialBytes, chunk.length - this.#at);
    const total = this.#partialBytes + count;
    let partial = this.#partial!;
    if (total > partial.length) {
      const grown = new Uint8Array(Math.min(Math.max(total, 2 * partial.length), target));
      grown.set(partial.subarray(0, this.#partialBytes));
      this.#partial = partial = grown;
    }
    partial.set(chunk.subarray(this.#at, this.#at + count), this.#partialBytes);
    this.#partialBytes = total;
    this.#advance(chunk, this.#at + count);
  }

  #advance(chunk: Uint8Array, at: number): void {
    this.#at = at;
    if (at === chunk.length) this.#chunk = undefined;
  }
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const length = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  if (length < minPacketBytes || length > maxPacketBytes) {
    throw new PacketLengthError(length);
  }
  return length;
}
