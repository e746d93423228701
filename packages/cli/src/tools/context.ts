// What every command of `virtgate pki` and `virtgate user` is given, and how they speak.

import type { Terminal } from "../terminal.js";

export interface Context {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  now(): Date;
}

/** What others have chosen (names in certificates, in databases): nothing in it may steer the terminal. */
export const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) => `\\x{${char.codePointAt(0)!.toString(16)}}`);

export function print({ terminal }: Context, ...lines: readonly string[]): void {
  terminal.print(lines.map((line) => `${line}\n`).join(""));
}

/** Hints and reports that `--quiet` leaves out. */
export function say({ terminal }: Context, ...lines: readonly string[]): void {
  terminal.extra(lines.map((line) => `${line}\n`).join(""));
}

export const printJson = (context: Context, value: unknown): void =>
  print(context, JSON.stringify(value, null, 2));

/** "2026-01-31" */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
