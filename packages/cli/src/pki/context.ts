// What every command of `virtgate pki` is given, and the options that many of them have.

import { type Command, InvalidArgumentError } from "commander";
import { Failure } from "../failure.js";
import type { Terminal } from "../terminal.js";
import { defaultFolder } from "./places.js";

export interface Context {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  now(): Date;
}

/** The command line is wrong: status 2. */
export class UsageFailure extends Failure {}

export interface FolderOption {
  readonly dir?: string;
}

export interface KeyOption extends FolderOption {
  readonly passphraseFile?: string;
}

export interface OutputOption {
  readonly output: "text" | "json";
}

export const folderOf = ({ dir }: FolderOption, { env }: Context): string => dir ?? defaultFolder(env);

export const withFolder = (command: Command, { env }: Context): Command =>
  command.option("--dir <folder>", `folder of the certificate authority (default: ${defaultFolder(env)})`);

export const withKey = (command: Command, context: Context): Command =>
  withFolder(command, context).option(
    "--passphrase-file <file>",
    "first line opens the CA's key, '-' reads it from the standard input (default: ask)",
  );

export const withOutput = (command: Command): Command =>
  command.option("--output <format>", "text or json", oneOf("text", "json"), "text");

export const withDays = (command: Command, days: number, what: string): Command =>
  command.option("--days <number>", what, wholeNumber(1, 36_500), days);

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
    return value;
  };
}

export function oneOf<const T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((one) => one === text);
    if (choice === undefined) throw new InvalidArgumentError(`It must be one of ${choices.join(", ")}.`);
    return choice;
  };
}

/** An option that may be given several times. */
export const gather = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** "2026-01-31" */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Names come from certificates of strangers: nothing in them may steer the terminal. */
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
