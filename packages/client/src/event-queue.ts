// What one consumer of events has not read yet, up to a limit.

import { limitReached } from "./errors.js";
import { defaultEventQueueLength } from "./limits.js";

export interface EventOptions {
  /**
   * Events that may wait for this consumer. When there are more, its iteration ends with an error that says so:
   * losing events silently would leave it with a wrong picture.
   */
  readonly maxQueued?: number;
  /**
   * Called with each event as it arrives, so that a program that listens to several kinds sees them in the order in
   * which they happened. Nothing is queued then; the iteration tells the end alone.
   */
  readonly listener?: (value: unknown) => void;
}

export class EventQueue<T> implements AsyncIterableIterator<T> {
  /** Resolves when the server has taken the registration: from here on no event is missed. */
  readonly ready: Promise<void>;
  readonly #maxQueued: number;
  readonly #listener: ((value: unknown) => void) | undefined;
  readonly #onEnd: () => void;
  #values: T[] = [];
  #waiting: { resolve: (result: IteratorResult<T>) => void; reject: (error: unknown) => void }[] = [];
  #ended = false;
  #error: Error | undefined;

  constructor(
    ready: Promise<void>,
    { maxQueued = defaultEventQueueLength, listener }: EventOptions = {},
    onEnd: () => void = () => {},
  ) {
    this.ready = ready;
    this.ready.catch(() => {}); // the iteration throws it as well
    this.#maxQueued = maxQueued;
    this.#listener = listener;
    this.#onEnd = onEnd;
  }

  push(value: unknown): void {
    if (this.#ended) return;
    if (this.#listener !== undefined) {
      this.#tell(this.#listener, value);
      return;
    }
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting.resolve({ value: value as T, done: false });
    } else if (this.#values.length < this.#maxQueued) {
      this.#values.push(value as T);
    } else {
      this.end(limitReached(`more than ${this.#maxQueued} events were left unread`));
    }
  }

  #tell(listener: (value: unknown) => void, value: unknown): void {
    try {
      listener(value);
    } catch (thrown) {
      // What a listener throws ends its own iteration, not the connection.
      this.end(thrown as Error);
    }
  }

  /** Events that came before are still delivered, then the error, if there is one. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting) {
      const told = this.#takeError();
      if (told !== undefined) reject(told);
      else resolve({ value: undefined, done: true });
    }
    this.#onEnd();
  }

  #takeError(): Error | undefined {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }

  next(): Promise<IteratorResult<T>> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    const error = this.#takeError();
    if (error !== undefined) return Promise.reject(error);
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Leaving the loop gives the registration up. */
  return(): Promise<IteratorResult<T>> {
    this.#values = [];
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
