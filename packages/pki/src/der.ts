// A strict reader of DER (X.690): definite lengths in their shortest form, one-byte tags, nothing left over. It makes
// views, never copies, and takes no memory because a length says so. It does not recurse: depth is the caller's code.
import { maxOidLength } from "./limits.js";
import { CertificateError } from "./problem.js";

export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
  /** Context-specific: [n] in a specification, primitive or constructed. */
  context: (number: number) => 0x80 | number,
  contextConstructed: (number: number) => 0xa0 | number,
} as const;

export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly der: Uint8Array;
}

export class DerReader {
  readonly #bytes: Uint8Array;
  /** Where we are, for messages: "certificate.validity". */
  readonly path: string;
  #at = 0;

  constructor(bytes: Uint8Array, path: string) {
    this.#bytes = bytes;
    this.path = path;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The next tag, or undefined at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** Whatever comes next. */
  element(field: string): DerElement {
    const bytes = this.#bytes;
    const start = this.#at;
    const tag = bytes[start];
    if (tag === undefined) throw this.problem(field, "missing");
    if ((tag & 0x1f) === 0x1f) throw this.problem(field, "a tag of more than one byte");
    const first = bytes[start + 1];
    if (first === undefined) throw this.problem(field, "cut off");
    let length = first;
    let contentStart = start + 2;
    if (first & 0x80) {
      const count = first & 0x7f;
      if (count === 0 || count > 4) throw this.problem(field, "a length that is not DER");
      if (contentStart + count > bytes.length) throw this.problem(field, "cut off");
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + bytes[contentStart++]!;
      if (length < 128 || length < 256 ** (count - 1)) throw this.problem(field, "a length that is not DER");
    }
    const end = contentStart + length;
    if (end > bytes.length) throw this.problem(field, "cut off");
    this.#at = end;
    return { tag, content: bytes.subarray(contentStart, end), der: bytes.subarray(start, end) };
  }

  /** The content of the next element, which must have that tag. */
  content(tag: number, field: string): Uint8Array {
    const next = this.peek();
    if (next !== undefined && next !== tag) {
      throw this.problem(field, `tag 0x${next.toString(16)} where 0x${tag.toString(16)} belongs`);
    }
    return this.element(field).content;
  }

  /** The content of the next element if it has that tag; otherwise nothing is read. */
  optional(tag: number, field: string): Uint8Array | undefined {
    return this.peek() === tag ? this.element(field).content : undefined;
  }

  inside(tag: number, field: string): DerReader {
    return new DerReader(this.content(tag, field), `${this.path}.${field}`);
  }

  sequence(field: string): DerReader {
    return this.inside(Tag.sequence, field);
  }

  optionalInside(tag: number, field: string): DerReader | undefined {
    return this.peek() === tag ? this.inside(tag, field) : undefined;
  }

  oid(field: string): string {
    return this.#named(field, () => readOid(this.content(Tag.oid, field)));
  }

  boolean(field: string): boolean {
    const content = this.content(Tag.boolean, field);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
      throw this.problem(field, "a boolean that is neither true nor false");
    }
    return content[0] === 0xff;
  }

  /** The bytes of an integer, in their shortest form. */
  integer(field: string): Uint8Array {
    const content = this.content(Tag.integer, field);
    if (content.length === 0) throw this.problem(field, "an integer without bytes");
    const second = content[1];
    if (second !== undefined) {
      const padded = (content[0] === 0 && second < 0x80) || (content[0] === 0xff && second >= 0x80);
      if (padded) throw this.problem(field, "an integer that is not in its shortest form");
    }
    return content;
  }

  /** An integer from 0 to 2^31 - 1. */
  smallInteger(field: string): number {
    const content = this.integer(field);
    let value = 0;
    for (const byte of content) value = value * 256 + byte;
    if (content.length > 4 || (content[0]! & 0x80) !== 0 || value > 0x7fff_ffff) {
      throw this.problem(field, "an integer out of range");
    }
    return value;
  }

  /** A bit string of whole bytes. */
  wholeBits(field: string): Uint8Array {
    const content = this.content(Tag.bitString, field);
    if (content[0] !== 0) throw this.problem(field, "a bit string that does not end at a byte");
    return content.subarray(1);
  }

  time(field: string): Date {
    const { tag, content } = this.element(field);
    if (tag !== Tag.utcTime && tag !== Tag.generalizedTime) throw this.problem(field, "not a time");
    const time = readTime(tag, content);
    if (time === undefined) throw this.problem(field, "not a time in UTC with seconds");
    return time;
  }

  end(): void {
    if (!this.atEnd) throw this.problem("", `${this.#bytes.length - this.#at} bytes left over`);
  }

  problem(field: string, what: string): CertificateError {
    return new CertificateError(`${field === "" ? this.path : `${this.path}.${field}`}: ${what}`);
  }

  #named<T>(field: string, read: () => T | undefined): T {
    const value = read();
    if (value === undefined) throw this.problem(field, "not an object identifier");
    return value;
  }
}

/** Dotted form, or undefined. Arcs beyond 2^53 are refused: nobody has registered one. */
function readOid(content: Uint8Array): string | undefined {
  const arcs: number[] = [];
  let arc = 0;
  let open = false;
  for (const byte of content) {
    if (!open && byte === 0x80) return undefined;
    if (arc > Number.MAX_SAFE_INTEGER / 128 - 1) return undefined;
    arc = arc * 128 + (byte & 0x7f);
    open = (byte & 0x80) !== 0;
    if (open) continue;
    if (arcs.length === 0) {
      const top = Math.min(2, Math.floor(arc / 40));
      arcs.push(top, arc - top * 40);
    } else {
      arcs.push(arc);
    }
    arc = 0;
    if (arcs.length > maxOidLength / 2) return undefined;
  }
  if (open || arcs.length === 0) return undefined;
  const text = arcs.join(".");
  return text.length < maxOidLength ? text : undefined;
}

/** RFC 5280, section 4.1.2.5: UTC, with seconds, without fractions. */
function readTime(tag: number, content: Uint8Array): Date | undefined {
  const digits = tag === Tag.utcTime ? 12 : 14;
  if (content.length !== digits + 1 || content[digits] !== 0x5a) return undefined;
  let text = "";
  for (let i = 0; i < digits; i++) {
    const byte = content[i]!;
    if (byte < 0x30 || byte > 0x39) return undefined;
    text += String.fromCharCode(byte);
  }
  const two = (at: number) => Number(text.slice(at, at + 2));
  const rest = digits - 10;
  const year = digits === 14 ? Number(text.slice(0, 4)) : two(0) < 50 ? 2000 + two(0) : 1900 + two(0);
  const [month, day, hour, minute, second] = [
    two(rest),
    two(rest + 2),
    two(rest + 4),
    two(rest + 6),
    two(rest + 8),
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  // The 30th of February would have become a day in March.
  const kept = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return kept && minute < 60 && second < 60 ? date : undefined;
}
