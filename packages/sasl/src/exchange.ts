// One sign-in attempt as a state machine: bytes in, bytes out. No I/O, no clock, no randomness of its own.
import { SaslError } from "./problem.js";

/**
 * What one step gives. `send: null` is libvirt's `nil`: nothing is said, which is not the same as no bytes. An exchange
 * that is not done goes on with the other side's next message all the same.
 */
export type Step<Result> =
  | { done: false; send: Uint8Array | null }
  | { done: true; send: Uint8Array | null; result: Result };

/**
 * One sign-in attempt, seen from one side.
 *
 * `step` takes what the other side sent; null when it sent nothing (libvirt's `nil`), which is not the same as
 * sending no bytes. A client's first step takes null, or the server's first words. It throws `SaslError` to
 * refuse; after that, and after `done`, every further step throws. Steps are taken one at a time.
 */
export interface Exchange<Result> {
  step(received: Uint8Array | null): Step<Result> | Promise<Step<Result>>;
  /**
   * Gives back what an attempt that is given up holds outside of JavaScript's memory (a Kerberos context). After
   * `done` it does nothing: a layer has a `close` of its own.
   */
  close?(): void;
}

/** How a mechanism ends: what it still has to say (null: nothing), and what came of it. */
export interface End<Result> {
  readonly send: Uint8Array | null;
  readonly result: Result;
}

/** A mechanism, written so that it reads like its RFC: it yields what to send and gets what was received. */
export type Script<Result> = AsyncGenerator<Uint8Array | null, End<Result>, Uint8Array | null>;

/** Runs a script as an exchange. The script's argument is the first message that is received. */
export function exchangeOf<Result>(
  script: (first: Uint8Array | null) => Pick<Script<Result>, "next">,
): Exchange<Result> {
  let running: Pick<Script<Result>, "next"> | undefined;
  let state: "open" | "busy" | "over" = "open";
  return {
    async step(received) {
      if (state !== "open")
        throw new SaslError(
          "out of order",
          state === "busy" ? "a step is still running" : "the exchange is over",
        );
      state = "busy";
      let over = true;
      try {
        running ??= script(received);
        const { done, value } = await running.next(received);
        over = done === true;
        return done ? { done, send: value.send, result: value.result } : { done: false, send: value };
      } finally {
        state = over ? "over" : "open";
      }
    },
  };
}

/** An exchange of one step: the answer to the first message ends it. */
export const answerOnce = <Result>(
  answer: (first: Uint8Array | null) => Promise<End<Result>>,
): Exchange<Result> =>
  exchangeOf((first) => ({ next: async () => ({ done: true, value: await answer(first) }) }));

/** Tells, with what a script refuses, of whom it is about. */
export async function* aboutUser<Result>(user: string, script: Script<Result>): Script<Result> {
  try {
    return yield* script;
  } catch (problem) {
    throw withUser(problem, user);
  }
}

/** The same for what is thrown elsewhere. */
export function withUser(problem: unknown, user: string): unknown {
  if (problem instanceof SaslError) problem.user ??= user;
  return problem;
}

/** A client that speaks first is asked with nothing, or with no bytes. */
export function requireNothing(first: Uint8Array | null, mechanism: string): void {
  if (first !== null && first.length > 0)
    throw new SaslError("malformed message", `${mechanism}: the client speaks first`);
}
