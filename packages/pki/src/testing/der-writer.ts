// Writes DER for tests: also what no honest issuer writes.
import { Tag } from "../der.js";

export type Bytes = Uint8Array;

export function join(...parts: readonly Bytes[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

export function der(tag: number, ...contents: readonly Bytes[]): Bytes {
  const content = join(...contents);
  const { length } = content;
  if (length < 128) return join(Uint8Array.of(tag, length), content);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return join(Uint8Array.of(tag, 0x80 | bytes.length, ...bytes), content);
}

export const seq = (...contents: readonly Bytes[]) => der(Tag.sequence, ...contents);
export const set = (...contents: readonly Bytes[]) => der(Tag.set, ...contents);
export const octets = (...contents: readonly Bytes[]) => der(Tag.octetString, ...contents);
export const bits = (content: Bytes, unused = 0) => der(Tag.bitString, Uint8Array.of(unused), content);
export const bool = (value: boolean) => der(Tag.boolean, Uint8Array.of(value ? 0xff : 0));
export const nul = der(Tag.null);
export const ctx = (number: number, ...contents: readonly Bytes[]) =>
  der(Tag.contextConstructed(number), ...contents);
export const ctxRaw = (number: number, content: Bytes) => der(Tag.context(number), content);
export const text = (value: string) => new TextEncoder().encode(value);
export const raw = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

/** The bytes as they are, so that also negative and overlong integers can be made. */
export const intBytes = (content: Bytes) => der(Tag.integer, content);

export function int(value: number): Bytes {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  if (bytes.length === 0 || bytes[0]! >= 128) bytes.unshift(0);
  return intBytes(Uint8Array.from(bytes));
}

export function oid(dotted: string): Bytes {
  const [first, second, ...rest] = dotted.split(".").map(Number) as [number, number, ...number[]];
  const content = [first * 40 + second, ...rest].flatMap((arc) => {
    const bytes = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      bytes.unshift((left % 128) | 0x80);
    return bytes;
  });
  return der(Tag.oid, Uint8Array.from(content));
}

/** UTCTime until 2049, then GeneralizedTime (RFC 5280, section 4.1.2.5). */
export function time(date: Date): Bytes {
  const digits = `${date.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`;
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? der(Tag.utcTime, text(digits.slice(2)))
    : der(Tag.generalizedTime, text(digits));
}
