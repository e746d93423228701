// How many lines may be written about what others do: whoever floods us must not fill the disk. A burst is logged
// line by line, a flood is counted.

export interface LineBudgetSettings {
  readonly burst: number;
  readonly perSecond: number;
}

/** A line may be written; `withheld` lines before it were not. */
export interface Leave {
  readonly withheld: number;
}

export class LineBudget {
  readonly #settings: LineBudgetSettings;
  readonly #nowMs: () => number;
  #left: number;
  #countedMs: number;
  #withheld = 0;

  constructor(settings: LineBudgetSettings, nowMs: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#nowMs = nowMs;
    this.#left = settings.burst;
    this.#countedMs = nowMs();
  }

  /** Undefined: this line is only counted. */
  take(): Leave | undefined {
    const { burst, perSecond } = this.#settings;
    const nowMs = this.#nowMs();
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#countedMs) / 1000) * perSecond);
    this.#countedMs = nowMs;
    if (this.#left < 1) {
      this.#withheld++;
      return undefined;
    }
    this.#left--;
    const withheld = this.#withheld;
    this.#withheld = 0;
    return { withheld };
  }
}
