// Going on with a driver's answer: at once when it is there, later when it is a promise.

import type { MaybePromise } from "../drivers/driver.js";

export function after<T, R>(answer: MaybePromise<T>, then: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return answer instanceof Promise ? answer.then(then) : then(answer);
}

/** For procedures whose reply says no more than that it is done. */
export const done = (answer: MaybePromise<void>): MaybePromise<Record<never, never>> =>
  after(answer, () => nothing);

const nothing: Record<never, never> = Object.freeze({});
