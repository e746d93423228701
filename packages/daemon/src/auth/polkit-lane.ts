// How many checks are with polkit at once, and how many may wait for their turn.

import { tooManyChecks } from "./polkit-errors.js";

export interface LaneLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

export class Lane {
  readonly #limits: LaneLimits;
  #inUse = 0;
  readonly #queue = new Set<() => void>();

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  /** Resolves when it is this one's turn, to what ends it. Rejects with LibvirtError at once, or when `signal` aborts. */
  enter(signal: AbortSignal): Promise<() => void> {
    if (this.#inUse < this.#limits.atOnce) return Promise.resolve(this.#take());
    const waiting = this.#queue.size;
    if (waiting >= this.#limits.waiting) return Promise.reject(tooManyChecks(waiting));
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener("abort", giveUp);
        resolve(this.#take());
      };
      const giveUp = () => {
        this.#queue.delete(turn);
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#queue.add(turn);
    });
  }

  #take(): () => void {
    this.#inUse++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#inUse--;
      for (const turn of this.#queue) {
        this.#queue.delete(turn);
        turn();
        break;
      }
    };
  }
}
