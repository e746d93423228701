// Writes DER (X.690), as far as certificates need it: every function gives one whole element.
import { Tag } from "../der.js";

export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag, ...lengthBytes(content.length)), content]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => element(Tag.sequence, ...parts);
export const set = (...parts: readonly Uint8Array[]): Uint8Array => element(Tag.set, ...parts);
export const octets = (content: Uint8Array): Uint8Array => element(Tag.octetString, content);
export const bits = (content: Uint8Array): Uint8Array => element(Tag.bitString, Uint8Array.of(0), content);
export const boolean = (value: boolean): Uint8Array => element(Tag.boolean, Uint8Array.of(value ? 0xff : 0));
export const string = (tag: number, text: string): Uint8Array => element(tag, Buffer.from(text, "utf8"));

/** A whole number, not negative; or one as hexadecimal digits. */
export function integer(value: number | string): Uint8Array {
  const digits = (typeof value === "number" ? value.toString(16) : value).replace(/^0+(?=.)/, "");
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  // A first bit of 1 would be a minus sign.
  return element(Tag.integer, Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, "hex"));
}

/** Bits by number, bit 0 first; zero bits at the end are left out (X.690, section 11.2.2). */
export function namedBits(set: readonly number[]): Uint8Array {
  const last = Math.max(-1, ...set);
  const bytes = new Uint8Array(Math.ceil((last + 1) / 8));
  for (const bit of set) bytes[bit >> 3]! |= 0x80 >> (bit & 7);
  const unused = last < 0 ? 0 : 7 - (last & 7);
  return element(Tag.bitString, Uint8Array.of(unused), bytes);
}

export function oid(dotted: string): Uint8Array {
  const [top = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [top * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift(128 + (left % 128));
    return groups;
  });
  return element(Tag.oid, Uint8Array.from(bytes));
}

/** RFC 5280, section 4.1.2.5: two digits of the year until 2049, then four. Whole seconds. */
export function time(date: Date): Uint8Array {
  const digits = date.toISOString().slice(0, 19).replace(/\D/g, "");
  return date.getUTCFullYear() < 2050
    ? string(Tag.utcTime, `${digits.slice(2)}Z`)
    : string(Tag.generalizedTime, `${digits}Z`);
}
