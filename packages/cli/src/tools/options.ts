// Options that commands have in common, and what their values may be.

import { type Command, InvalidArgumentError } from "commander";

export interface OutputOption {
  readonly output: "text" | "json";
}

export const withOutput = (command: Command): Command =>
  command.option("--output <format>", "text or json", oneOf("text", "json"), "text");

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
