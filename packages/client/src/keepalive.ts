// Keepalive as libvirt does it: silence for an interval is answered with a PING, too many of them in vain end it.

import { type Header, keepalive, pingPacket, pongPacket } from "@virtgate/protocol";
import type { Outbox } from "./outbox.js";

export interface KeepaliveOptions {
  /** Seconds of silence before a PING. 0 turns our own PINGs off; those of the server are always answered. */
  readonly intervalSeconds: number;
  /** How many PINGs may stay unanswered. */
  readonly count: number;
}

/** A clock that never goes back. Unlike performance.now() it loads no module. */
const nowMs = () => process.uptime() * 1000;

export class Keepalive {
  readonly #outbox: Outbox;
  readonly #onDead: () => void;
  #timer: NodeJS.Timeout | undefined;
  #intervalMs = 0;
  #count = 0;
  #left = 0;
  #lastHeardMs = 0;

  constructor(outbox: Outbox, onDead: () => void) {
    this.#outbox = outbox;
    this.#onDead = onDead;
  }

  start({ intervalSeconds, count }: KeepaliveOptions): void {
    this.stop();
    if (intervalSeconds <= 0) return;
    this.#intervalMs = intervalSeconds * 1000;
    this.#count = count;
    this.heard();
    this.#wait(this.#intervalMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#intervalMs = 0;
  }

  /** Something came from the server, which therefore lives. */
  heard(): void {
    if (this.#intervalMs === 0) return;
    this.#lastHeardMs = nowMs();
    this.#left = this.#count;
  }

  /** A message of the keepalive program. Anything but a PING needs no answer. */
  message(header: Header): void {
    if (header.procedure !== keepalive.events.ping.number || header.version !== keepalive.version) return;
    this.#outbox.writer.raw(pongPacket);
    this.#outbox.packetAdded();
  }

  #wait(ms: number): void {
    // It must not keep a program alive that has nothing else to do.
    this.#timer = setTimeout(() => this.#due(), ms).unref();
  }

  #due(): void {
    const silentMs = nowMs() - this.#lastHeardMs;
    const pings = this.#count - this.#left;
    const dueMs = this.#intervalMs * (pings + 1);
    if (silentMs + 1 < dueMs) {
      this.#wait(dueMs - silentMs);
    } else if (this.#left === 0) {
      this.stop();
      this.#onDead();
    } else {
      this.#left--;
      this.#outbox.writer.raw(pingPacket);
      this.#outbox.packetAdded();
      this.#wait(this.#intervalMs);
    }
  }
}
