// Bytes that hold several packets -> pieces that end where a packet ends. Over TLS every packet needs a record of its own:
// libvirt waits for the socket alone, and of two packets in one record it sees the second only when something else comes.

import { lengthWordBytes } from "./limits.js";

/** Give it everything that is sent, in order and cut as it may be; no piece holds bytes of two packets. */
export class PacketCutter {
  /** Bytes of the packet under way that are still to come. */
  #left = 0;
  /** The first bytes of a length word. */
  #head: Uint8Array | undefined;

  /** Hands the pieces to `emit`, as views. Fewer than four bytes of a packet wait for the rest. */
  cut(bytes: Uint8Array, emit: (piece: Uint8Array) => void): void {
    const all = this.#head === undefined ? bytes : joined(this.#head, bytes);
    this.#head = undefined;
    for (let at = 0; at < all.length; ) {
      if (this.#left === 0) {
        if (all.length - at < lengthWordBytes) {
          this.#head = all.slice(at);
          return;
        }
        const length = word(all, at);
        // What is no packet stays in one piece.
        this.#left = length < lengthWordBytes ? all.length - at : length;
      }
      const end = Math.min(all.length, at + this.#left);
      this.#left -= end - at;
      emit(at === 0 && end === all.length ? all : all.subarray(at, end));
      at = end;
    }
  }
}

function joined(head: Uint8Array, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(head.length + bytes.length);
  all.set(head);
  all.set(bytes, head.length);
  return all;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}
