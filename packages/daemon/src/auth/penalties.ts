// How long whoever has failed before waits for the next verdict. It is told later, to everybody who says that name or
// comes from that address, right or wrong, known or not: the wait gives nothing away.

/** A name or an address. */
interface Record {
  /** Failures, less those that time has taken off by `countedMs`. */
  failures: number;
  countedMs: number;
  /** Attempts whose verdict is being awaited. */
  inFlight: number;
}

/** Failures that cost nothing, and the wait after the first that does; it doubles with each. */
const freeFailures = { user: 3, source: 10 };
const firstWaitMs = 250;
/** One failure is forgotten in so much time. */
const forgetMs = 30_000;
/** Verdicts that one address may await at once when it has to wait at all: places for strangers are few. */
const maxWaiting = 4;
const maxRecords = 10_000;

export interface Attempt {
  /** Before the verdict may be told. Undefined: too many of this address wait already. */
  readonly waitMs: number | undefined;
  /** To be called once, when it has been told, or nobody is there any more to hear it. */
  end(succeeded: boolean): void;
}

export class Penalties {
  readonly #records = new Map<string, Record>();
  readonly #nowMs: () => number;

  /** `nowMs` is a clock that only goes forward. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /**
   * Someone's sign-in has come to its end. `source` is undefined where everybody has the same; `user` where none was
   * named. `maxWaitMs` bounds the wait, 0 turns it off.
   */
  enter(source: string | undefined, user: string | undefined, maxWaitMs: number): Attempt {
    const bySource = source === undefined ? undefined : this.#record(`source ${source}`);
    const byUser = user === undefined ? undefined : this.#record(`user ${user.slice(0, 256)}`);
    const waitMs = Math.min(
      maxWaitMs,
      Math.max(waitOf(bySource, freeFailures.source), waitOf(byUser, freeFailures.user)),
    );
    const isCrowd = waitMs > 0 && bySource !== undefined && bySource.inFlight >= maxWaiting;
    const involved = [bySource, byUser].filter((record) => record !== undefined);
    for (const record of involved) record.inFlight++;
    return {
      waitMs: isCrowd ? undefined : waitMs,
      end: (succeeded) => {
        for (const record of involved) {
          record.inFlight--;
          if (!succeeded) record.failures++;
        }
        // Not the address': one right password would pay for guesses at others'.
        if (succeeded && byUser !== undefined) byUser.failures = 0;
      },
    };
  }

  #record(key: string): Record {
    const nowMs = this.#nowMs();
    const record = this.#records.get(key) ?? { failures: 0, countedMs: nowMs, inFlight: 0 };
    const forgotten = Math.floor((nowMs - record.countedMs) / forgetMs);
    record.failures = Math.max(0, record.failures - forgotten);
    record.countedMs += forgotten * forgetMs;
    // To the end of the map's order: whoever has been quiet for longest is forgotten first.
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size > maxRecords) this.#records.delete(this.#records.keys().next().value!);
    return record;
  }
}

/** Attempts that are under way count as failed: asking for many verdicts at once gains nothing. */
function waitOf(record: Record | undefined, free: number): number {
  const counted = record === undefined ? 0 : record.failures + record.inFlight - free;
  return counted <= 0 ? 0 : firstWaitMs * 2 ** Math.min(counted - 1, 20);
}
