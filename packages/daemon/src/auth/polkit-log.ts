// Whom polkit let in and whom it did not, as lines in the daemon's log. Of many refusals only a burst is written.

import { LineBudget } from "../log/line-budget.js";
import type { Logger } from "../log/logger.js";
import type { Session } from "../session.js";

const category = "rpc.polkit";

/** As for SASL: half a megabyte at once, and a megabyte for each hour of trying. */
const refusalBudget = { burst: 2000, perSecond: 1 };

export interface PolkitRefusal {
  readonly rule: string;
  /** What the client is not told. */
  readonly cause?: string;
  /** What to change, where somebody can. */
  readonly change?: string;
}

export class PolkitLog {
  readonly #log: Logger;
  readonly #budget: LineBudget;

  constructor(log: Logger, budget = new LineBudget(refusalBudget)) {
    this.#log = log;
    this.#budget = budget;
  }

  signedIn(session: Session, why: string): void {
    this.#log.info(category, why, whoOf(session));
  }

  /** Answers the support code of the refusal; undefined when there were too many to be logged. */
  refused(session: Session, action: string, text: string, refusal: PolkitRefusal): string | undefined {
    const leave = this.#budget.take();
    if (leave === undefined) return undefined;
    if (leave.withheld > 0) {
      this.#log.warn(category, "refusals came too fast and were not logged", { lines: leave.withheld });
    }
    this.#log.error(category, text);
    return this.#log.refusal({ category, text, action, ...whoOf(session), ...refusal });
  }
}

const whoOf = ({ id, transport, readonly, peer, address }: Session) => ({
  client: id,
  transport,
  readonly,
  pid: peer?.pid,
  uid: peer?.uid,
  address: address ?? undefined,
});
