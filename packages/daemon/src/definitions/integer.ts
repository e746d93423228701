/** Integers as C's strtol family reads them, and the limits of the C types libvirt keeps them in. */

export const Limit = {
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  unsignedInt: [0n, 2n ** 32n - 1n],
  longLong: [-(2n ** 63n), 2n ** 63n - 1n],
  unsignedLongLong: [0n, 2n ** 64n - 1n],
} as const;
export type Range = readonly [lowest: bigint, highest: bigint];

const DECIMAL = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)$/;
const ANY_BASE = /^[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/;
const HEX = /^[ \t\n\v\f\r]*([+-]?)(?:0[xX])?([0-9a-fA-F]+)$/;

/** Reads a whole integer; undefined when it is none, or out of range. Base 0 takes 0x… and 0… as C does. */
export function parseInteger(
  text: string,
  range: Range = Limit.int,
  base: 0 | 8 | 10 | 16 = 10,
): bigint | undefined {
  if (text.length > 64) return undefined;
  const match = (base === 0 ? ANY_BASE : base === 16 ? HEX : DECIMAL).exec(text);
  if (!match) return undefined;
  const digits = match[2]!;
  let value: bigint;
  if (base === 16) value = BigInt(`0x${digits}`);
  else if (base === 8 || (base === 0 && /^0[0-7]+$/.test(digits))) {
    if (/[89]/.test(digits)) return undefined;
    value = BigInt(`0o${digits}`);
  } else value = BigInt(digits);
  if (match[1] === "-") value = -value;
  return value < range[0] || value > range[1] ? undefined : value;
}

/** As virStrToLong_ui: a number below zero counts down from the end, so that -1 is the largest there is. */
export function parseWrappingUint(text: string, base: 0 | 10 = 10): bigint | undefined {
  const largest = Limit.unsignedInt[1];
  const value = parseInteger(text, [-largest, largest], base);
  return value === undefined ? undefined : BigInt.asUintN(32, value);
}

export const hex = (value: bigint | number, digits: number): string =>
  `0x${value.toString(16).padStart(digits, "0")}`;
