// Notices a client that has gone silent (facts: keepalive program; libvirtd.conf keepalive_interval, _count).

import { type Header, keepalive } from "@virtgate/protocol";

export interface KeepAliveSettings {
  /** Seconds of silence before a PING is sent; -1: never. */
  readonly intervalSeconds: number;
  /** PINGs that may stay unanswered. The connection ends one interval after the last of them. */
  readonly count: number;
}

export class KeepAlive {
  readonly #intervalMs: number;
  readonly #count: number;
  readonly #ping: () => void;
  readonly #dead: () => void;
  #timer: NodeJS.Timeout | undefined;
  #left = 0;
  #heardMs = 0;

  constructor(settings: KeepAliveSettings, ping: () => void, dead: () => void) {
    this.#intervalMs = settings.intervalSeconds * 1000;
    this.#count = settings.count;
    this.#ping = ping;
    this.#dead = dead;
  }

  start(): void {
    if (this.#timer !== undefined || this.#intervalMs <= 0) return;
    this.#arm(this.#intervalMs);
    this.heard();
  }

  /** Something arrived, whatever it was. Costs no timer: the armed one looks at the time when it fires. */
  heard(): void {
    if (this.#timer === undefined) return;
    this.#heardMs = performance.now();
    this.#left = this.#count;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => this.#tick(), delayMs);
    this.#timer.unref();
  }

  #tick(): void {
    const silentMs = performance.now() - this.#heardMs;
    const fresh = this.#left === this.#count;
    // Timers may fire up to a millisecond early.
    if (fresh && silentMs < this.#intervalMs - 1) {
      this.#arm(this.#intervalMs - silentMs);
    } else if (this.#left === 0) {
      this.#dead();
    } else {
      this.#left--;
      this.#ping();
      this.#arm(this.#intervalMs);
    }
  }
}

export const isPing = ({ program, version, procedure }: Header): boolean =>
  program === keepalive.number && version === keepalive.version && procedure === keepalive.events.ping.number;
