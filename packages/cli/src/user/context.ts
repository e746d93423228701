// What every command of `virtgate user` is given.

import { isatty } from "node:tty";
import type { Context } from "../tools/context.js";
import { askSecret, maxSecretBytes, type Question } from "../tools/secret.js";
import { readStandardInput } from "../tools/standard-input.js";

/** Where passwords come from. */
export interface Passwords {
  /** The standard input is no terminal: like saslpasswd2, without being told. */
  readonly isPiped: boolean;
  ask(question: Question): Promise<string>;
  /** The whole standard input. */
  piped(): Uint8Array;
}

export interface UserContext extends Context {
  readonly passwords: Passwords;
  /** gethostname() */
  readonly hostname: string;
  readonly isRoot: boolean;
  random(bytes: number): Uint8Array;
  /** Why the system's GSSAPI cannot be used; undefined if it can. */
  gssProblem(): Promise<string | undefined>;
}

export const systemPasswords: Passwords = {
  get isPiped() {
    return !isatty(0);
  },
  ask: askSecret,
  piped: () => readStandardInput("the password", maxSecretBytes, "end"),
};
