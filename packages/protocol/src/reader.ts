// A cursor over received bytes. Reads never go past `end` and never allocate more than is there.

import { decodeText } from "./text.js";
import { WireError } from "./wire-error.js";

// Where two words become one number. A DataView of the packet itself would cost more than all of its reading.
const scratch = new DataView(new ArrayBuffer(8));

export class Reader {
  readonly #endsTextAtNul: boolean;
  #bytes: Uint8Array;
  offset: number;
  end: number;

  /**
   * `endsTextAtNul`: text ends where a C program would see its end. A server wants that, because libvirt's own
   * never sees what follows; without it decoding and encoding again gives the same bytes.
   */
  constructor(bytes: Uint8Array, offset = 0, { endsTextAtNul = false }: { endsTextAtNul?: boolean } = {}) {
    this.#endsTextAtNul = endsTextAtNul;
    this.#bytes = bytes;
    this.offset = offset;
    this.end = bytes.length;
  }

  /** Points this reader at other bytes, so that a connection needs only one. */
  reset(bytes: Uint8Array, offset: number): this {
    this.#bytes = bytes;
    this.offset = offset;
    this.end = bytes.length;
    return this;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  int32(): number {
    const at = this.take(4);
    const bytes = this.#bytes as { [index: number]: number };
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  int64(): bigint {
    return this.#scratch().getBigInt64(0);
  }

  uint64(): bigint {
    return this.#scratch().getBigUint64(0);
  }

  double(): number {
    return this.#scratch().getFloat64(0);
  }

  /** A string or variable opaque's length word, checked against its limit and against what is there. */
  length(maxBytes: number): number {
    const length = this.uint32();
    if (length > maxBytes) throw new WireError(`${length} bytes, at most ${maxBytes} allowed`);
    if (length > this.remaining) throw this.#short(length);
    return length;
  }

  text(maxBytes: number): string {
    const length = this.length(maxBytes);
    const at = this.#padded(length);
    const text = decodeText(this.#bytes, at, at + length);
    if (!this.#endsTextAtNul) return text;
    const nul = text.indexOf("\0");
    return nul < 0 ? text : text.slice(0, nul);
  }

  /** A view of the received bytes, not a copy: keep it only as long as the packet. */
  bytes(length: number): Uint8Array {
    const at = this.#padded(length);
    const { buffer, byteOffset } = this.#bytes;
    // Not `subarray`: that of a Node Buffer is a Buffer, and slower.
    return new Uint8Array(buffer, byteOffset + at, length);
  }

  /** Moves past `count` bytes and returns where they start. */
  take(count: number): number {
    const at = this.offset;
    if (at + count > this.end) throw this.#short(count);
    this.offset = at + count;
    return at;
  }

  // RFC 4506, section 3: the bytes that fill up to a multiple of four are zero.
  #padded(length: number): number {
    const at = this.take((length + 3) & ~3);
    for (let i = at + length; i < this.offset; i++) {
      if (this.#bytes[i] !== 0) throw new WireError(`padding is not zero at offset ${i}`);
    }
    return at;
  }

  #scratch(): DataView {
    scratch.setInt32(0, this.int32());
    scratch.setInt32(4, this.int32());
    return scratch;
  }

  #short(count: number): WireError {
    return new WireError(`need ${count} bytes at offset ${this.offset}, have ${this.remaining}`);
  }
}
