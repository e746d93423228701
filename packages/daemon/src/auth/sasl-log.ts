// Who signed in and who was refused, as lines in the daemon's log. Clients can cause refusals as fast as they like; only
// a burst of them is written, the rest is counted.

import { LineBudget } from "../log/line-budget.js";
import type { Logger } from "../log/logger.js";
import type { Session } from "../session.js";
import { changes, type SaslRefusal } from "./sasl-refusal.js";

const category = "rpc.sasl";

/** Half a megabyte at once, and a megabyte for each hour of trying. */
const refusalBudget = { burst: 2000, perSecond: 1 };

/** As far as it is known. */
export interface Who {
  readonly mechanism?: string | undefined;
  readonly user?: string | undefined;
  readonly realm?: string | undefined;
}

export class SaslLog {
  readonly #log: Logger;
  readonly #budget: LineBudget;

  constructor(log: Logger, budget = new LineBudget(refusalBudget)) {
    this.#log = log;
    this.#budget = budget;
  }

  signedIn(session: Session): void {
    const { mechanism, user, realm, authzid, ssf } = session.identity!;
    this.#log.info(category, "client signed in", {
      ...whereOf(session),
      mechanism,
      user,
      realm,
      authzid,
      ssf,
    });
  }

  /** Answers the support code of the refusal; undefined when there were too many to be logged. */
  refused(session: Session, { cause, lines, detail }: SaslRefusal, who: Who): string | undefined {
    const leave = this.#budget.take();
    if (leave === undefined) return undefined;
    if (leave.withheld > 0) {
      this.#log.warn(category, "refusals came too fast and were not logged", { lines: leave.withheld });
    }
    const text = "authentication failed: authentication failed";
    for (const line of [...lines, text]) this.#log.error(category, line);
    if (cause === "unexpected failure") this.#log.error(category, detail ?? "", whereOf(session));
    return this.#log.refusal({
      category,
      text,
      cause,
      ...whereOf(session),
      ...who,
      detail: cause === "unexpected failure" ? undefined : detail,
      change: changes[cause],
    });
  }

  closing(session: Session, refusals: number): void {
    const text = `${refusals} refusals: the connection is closed`;
    this.#log.info(category, text, whereOf(session));
  }
}

const whereOf = ({ id, transport, address, readonly }: Session) => ({
  client: id,
  transport,
  readonly,
  address: address ?? undefined,
});
