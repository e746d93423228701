// The values that one command was given, with virsh's checks and words for each type.

import { Failure } from "../failure.js";
import { parseScaled } from "../scaled.js";
import type { CommandForm } from "./command.js";

/** An option as it stood on the line, in that order. */
export interface Given {
  readonly option: string;
  readonly value: string | undefined;
}

export class Arguments {
  readonly #command: CommandForm;
  readonly given: readonly Given[];

  constructor(command: CommandForm, given: readonly Given[]) {
    this.#command = command;
    this.given = given;
  }

  has(option: string): boolean {
    return this.given.some((one) => one.option === option);
  }

  /** The value as it stands; undefined when the option is not there. */
  raw(option: string): string | undefined {
    return this.given.find((one) => one.option === option)?.value;
  }

  /** The value of an option that may not be empty, undefined when it is not there. */
  string(option: string): string | undefined {
    const value = this.raw(option);
    if (value === "" && !this.#command.options.find(({ name }) => name === option)?.emptyOk) {
      throw new Failure(`Failed to get option '${option}': Option argument is empty`);
    }
    return value;
  }

  /** The value of an option that the parser has made sure of. */
  required(option: string): string {
    return this.string(option)!;
  }

  /** A decimal C `int`. */
  int(option: string): number | undefined {
    return this.#number(option, -0x8000_0000, 0x7fff_ffff);
  }

  /** A decimal C `unsigned int`; unlike C's own, virsh takes no minus sign. */
  uint(option: string): number | undefined {
    return this.#number(option, 0, 0xffff_ffff);
  }

  /** A decimal C `unsigned long long`. Where `wraps`, a minus sign counts down from its end, as in C. */
  ulonglong(option: string, { wraps = false } = {}): bigint | undefined {
    const value = this.raw(option);
    if (value === undefined) return undefined;
    const number = /^[ \t\n\v\f\r]*[+-]?[0-9]+$/.test(value)
      ? BigInt(value.trim().replace("+", ""))
      : undefined;
    const size = number !== undefined && number < 0n ? -number : number;
    if (number === undefined || size! >= 1n << 64n || (number < 0n && !wraps)) throw malformed(option, value);
    return BigInt.asUintN(64, number);
  }

  /** A decimal C `long long`. */
  longlong(option: string): bigint | undefined {
    const value = this.raw(option);
    if (value === undefined) return undefined;
    const number = /^[ \t\n\v\f\r]*[+-]?[0-9]+$/.test(value)
      ? BigInt(value.trim().replace("+", ""))
      : undefined;
    if (number === undefined || BigInt.asIntN(64, number) !== number) throw malformed(option, value);
    return number;
  }

  /** A size with a unit, in bytes; without a unit it counts `scale` bytes. `shown`: the option as virsh names it. */
  scaled(option: string, scale: bigint, shown = option): bigint | undefined {
    const value = this.string(option);
    if (value === undefined) return undefined;
    const bytes = parseScaled(value, scale);
    if (typeof bytes === "bigint") return bytes;
    const words = `Scaled numeric value '${value}' for <${shown}> option is malformed or out of range`;
    throw new Failure(words, bytes);
  }

  all(option: string): string[] {
    return this.given.filter((one) => one.option === option).map(({ value }) => value ?? "");
  }

  #number(option: string, min: number, max: number): number | undefined {
    const value = this.raw(option);
    if (value === undefined) return undefined;
    const number = parseDecimal(value);
    if (number === undefined || number < min || number > max) {
      throw malformed(option, value);
    }
    return number;
  }
}

const malformed = (option: string, value: string) =>
  new Failure(`Numeric value '${value}' for <${option}> option is malformed or out of range`);

/** A whole number as C's strtol reads it: blanks and a sign in front, nothing behind. */
export function parseDecimal(text: string): number | undefined {
  return /^[ \t\n\v\f\r]*[+-]?[0-9]+$/.test(text) ? Number(text) : undefined;
}

/** virsh's refusal of an option that makes sense with another alone. */
export function requires(args: Arguments, option: string, needed: string): void {
  if (!args.has(option) || args.has(needed)) return;
  throw new Failure(`Option --${needed} is required by option --${option}`);
}

/** virsh's refusal of two options that contradict each other. */
export function exclusive(args: Arguments, ...pairs: readonly (readonly [string, string])[]): void {
  for (const [one, other] of pairs) {
    if (args.has(one) && args.has(other)) {
      throw new Failure(`Options --${one} and --${other} are mutually exclusive`);
    }
  }
}
