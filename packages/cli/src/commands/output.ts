// `--output json`: the same listing for programs.

import type { CommandShell } from "../command-shell.js";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";

/** Throws Failure for a format that is none. */
export function wantsJson(args: Arguments): boolean {
  const format = args.string("output");
  if (format === undefined || format === "table") return false;
  if (format === "json") return true;
  throw new Failure(`Unknown output format '${format}', expecting 'table' or 'json'`);
}

/** 64-bit numbers are JSON numbers where these are exact, else strings. */
const exact = (_key: string, value: unknown) => {
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
};

export function printJson(shell: CommandShell, value: unknown): void {
  shell.print(`${JSON.stringify(value, exact, 2)}\n`);
}
