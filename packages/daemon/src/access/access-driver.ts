// Who answers whether something may be done.

import type { MaybePromise } from "../drivers/driver.js";
import type { Session } from "../session.js";
import type { Question } from "./question.js";

/** An entry of `access_drivers`. */
export interface AccessDriver {
  readonly name: string;
  /**
   * One answer for each question, in their order. What it throws is a refusal of everything, with the cause in the log.
   * `signal`: nobody waits any more.
   */
  answer(
    session: Session,
    questions: readonly Question[],
    signal: AbortSignal,
  ): MaybePromise<readonly boolean[]>;
}
