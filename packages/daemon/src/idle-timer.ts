// `--timeout`: without a client for so long, the daemon ends.

/** A timer cannot have more, and would fire at once. */
const maxTimerMs = 0x7fff_ffff;

export class IdleTimer {
  #timeoutMs: number;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  readonly #isIdle: () => boolean;
  readonly #expired: () => void;

  /** 0 seconds is never. `isIdle` is asked when the time begins, and again when it is over. */
  constructor(seconds: number, isIdle: () => boolean, expired: () => void) {
    this.#timeoutMs = seconds * 1000;
    this.#isIdle = isIdle;
    this.#expired = expired;
  }

  /** From now on, and from the beginning. */
  set(seconds: number): void {
    this.#timeoutMs = seconds * 1000;
    this.arm();
  }

  /** Begins anew. Called when the last client has gone. */
  arm(leftMs = this.#timeoutMs): void {
    clearTimeout(this.#timer);
    if (this.#timeoutMs === 0 || this.#ended || !this.#isIdle()) return;
    const nextMs = Math.min(leftMs, maxTimerMs);
    this.#timer = setTimeout(() => {
      if (leftMs > nextMs) this.arm(leftMs - nextMs);
      else if (this.#isIdle()) this.#expired();
    }, nextMs);
  }

  /** For good. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}
