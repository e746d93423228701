// Two Transports joined in memory: for drivers in the same process, and for tests without ports.

import type { CloseReason, Transport } from "./transport.js";

/** Bytes under way in one direction before `send` asks the sender to wait. */
const highWaterBytes = 262_144;

/** What is sent on one comes out of the other, later in the same turn of the event loop, as on a socket. */
export function memoryPair(): [Transport, Transport] {
  const left = new MemoryEnd();
  const right = new MemoryEnd();
  left.join(right);
  right.join(left);
  return [left, right];
}

class MemoryEnd implements Transport {
  #peer!: MemoryEnd;
  #inbox: Uint8Array[] = [];
  #inboxBytes = 0;
  #scheduled = false;
  #paused = false;
  #blocked = false;
  #open = true;
  #peerClosed = false;
  #data: (chunk: Uint8Array) => void = () => {};
  #drain: () => void = () => {};
  #close: (error?: Error, reason?: CloseReason) => void = () => {};

  join(peer: MemoryEnd): void {
    this.#peer = peer;
  }

  send(bytes: Uint8Array): boolean {
    if (!this.#open || !this.#peer.#open) return false;
    const ready = this.#peer.#take(bytes);
    if (!ready) this.#blocked = true;
    return ready;
  }

  #take(bytes: Uint8Array): boolean {
    this.#inbox.push(bytes);
    this.#inboxBytes += bytes.length;
    this.#schedule();
    return this.#inboxBytes < highWaterBytes;
  }

  #schedule(): void {
    if (this.#scheduled || this.#paused) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    const chunks = this.#inbox;
    this.#inbox = [];
    let delivered = 0;
    while (delivered < chunks.length && this.#open && !this.#paused) {
      const chunk = chunks[delivered++]!;
      this.#inboxBytes -= chunk.length;
      this.#data(chunk);
    }
    if (!this.#open) return;
    if (delivered < chunks.length) this.#inbox = [...chunks.slice(delivered), ...this.#inbox];
    if (this.#inbox.length > 0) {
      this.#schedule();
      return;
    }
    if (this.#peer.#blocked) {
      this.#peer.#blocked = false;
      this.#peer.#drain();
    }
    if (this.#peerClosed) {
      this.#open = false;
      this.#close(undefined, "eof");
    }
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#data = listener;
  }

  onDrain(listener: () => void): void {
    this.#drain = listener;
  }

  onClose(listener: (error?: Error, reason?: CloseReason) => void): void {
    this.#close = listener;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#inbox = [];
    this.#peer.#peerClosed = true;
    this.#peer.#schedule();
    this.#close(undefined, "client");
  }
}
