// Certificates and revocation lists that run out: said in the log 30, 7 and 1 days before, and when it has happened.

import { expiryThresholdsDays } from "@virtgate/pki";
import type { Logger } from "../log/logger.js";

/** The end of something that was loaded. */
export interface Ending {
  /** "certificate", "CA certificate" or "revocation list". */
  readonly what: string;
  readonly file: string;
  /** Whose it is; undefined when it has no name. */
  readonly name: string | undefined;
  readonly at: Date;
  /** The same for the same thing loaded again. */
  readonly id: string;
}

const dayMs = 86_400_000;
/** Often enough for a threshold that is a day. */
const lookEveryMs = 3_600_000;

export class ExpiryLog {
  readonly #log: Logger;
  readonly #now: () => Date;
  #endings: readonly Ending[] = [];
  /** The lowest threshold that has been told of each. */
  #told = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(log: Logger, now: () => Date = () => new Date()) {
    this.#log = log;
    this.#now = now;
    this.#timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  /** Watches these from now on. What was told already of one of them is not told again. */
  watch(endings: readonly Ending[]): void {
    this.#endings = endings;
    const ids = new Set(endings.map(({ id }) => id));
    this.#told = new Map([...this.#told].filter(([id]) => ids.has(id)));
    this.look();
  }

  look(): void {
    const nowMs = this.#now().getTime();
    for (const ending of this.#endings) {
      const leftMs = ending.at.getTime() - nowMs;
      const reached = leftMs < 0 ? -1 : expiryThresholdsDays.findLast((days) => leftMs <= days * dayMs);
      if (reached === undefined || reached >= (this.#told.get(ending.id) ?? Number.POSITIVE_INFINITY))
        continue;
      this.#told.set(ending.id, reached);
      this.#tell(ending, leftMs);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tell({ what, file, name, at }: Ending, leftMs: number): void {
    const fields = { file, name, expires: at.toISOString() };
    if (leftMs < 0) this.#log.error("tls", `the ${what} has expired`, fields);
    else this.#log.warn("tls", `the ${what} expires in ${inDays(leftMs)}`, fields);
  }
}

function inDays(leftMs: number): string {
  const days = Math.floor(leftMs / dayMs);
  return days < 1 ? "less than a day" : days === 1 ? "1 day" : `${days} days`;
}
