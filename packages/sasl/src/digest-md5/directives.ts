// The messages of DIGEST-MD5: name=value, separated by commas (RFC 2831, section 2.1; the # rule of RFC 2616).
// Texts here hold one byte in each character; which characters those bytes are is decided when they are used.
import { SaslCode, SaslError } from "../problem.js";

/** Bytes of the longest challenge (RFC 2831, section 2.1.1) and response (section 2.1.2): "less than". */
export const maxChallengeBytes = 2048;
export const maxResponseBytes = 4096;

/** One message taken apart. */
export class Directives {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** The value of a directive that may stand once. */
  optional(name: string): string | undefined {
    const values = this.#values.get(name);
    if (values !== undefined && values.length > 1)
      throw malformed(`duplicate ${name}: authentication aborted`, SaslCode.fail);
    return values?.[0];
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw malformed(`required parameters missing: ${name}`);
    return value;
  }

  /** The values of a directive that may stand more than once. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** A list in one value: qop="auth,auth-int". Undefined if the directive is absent. */
  list(name: string): string[] | undefined {
    return this.optional(name)
      ?.split(",")
      .map((item) => item.trim().toLowerCase())
      .filter((item) => item !== "");
  }
}

/** RFC 2616, section 2.2. */
const tokenPattern = /[!#-'*+.0-9A-Z^-z|~-]+/y;
/** A quoted string without control characters, or a token with anything beyond ASCII in it. */
const valuePattern = /"(?:[\t !#-[\]-~\u0080-\u00ff]|\\[\t -~])*"|[!#-'*+.0-9A-Z^-z|~\u0080-\u00ff-]+/y;
const quotablePattern = /^[\t -~\u0080-\u00ff]*$/;
const blanks = /[ \t\r\n]*/y;

/** Takes a message apart, or throws SaslError. Names are in lower case. `bytes` must be less than `limit`. */
export function parseDirectives(bytes: Uint8Array, limit: number): Directives {
  if (bytes.length >= limit)
    throw malformed(`a message of ${bytes.length} bytes, ${limit - 1} at most`, SaslCode.badProt);
  const text = Buffer.from(bytes).toString("latin1");
  const values = new Map<string, string[]>();
  let at = 0;
  for (;;) {
    at = skip(text, at, /[ \t\r\n,]*/y);
    if (at === text.length) return new Directives(values);
    const name = take(text, at, tokenPattern);
    at = skip(text, at + name.length, blanks);
    if (name === "" || text[at] !== "=") throw malformed("Parse error");
    at = skip(text, at + 1, blanks);
    const raw = take(text, at, valuePattern);
    if (raw === "") throw malformed("Parse error");
    at = skip(text, at + raw.length, blanks);
    if (at < text.length && text[at] !== ",") throw malformed("Parse error");
    const key = name.toLowerCase();
    const value = raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(.)/gs, "$1") : raw;
    const before = values.get(key);
    if (before === undefined) values.set(key, [value]);
    else before.push(value);
  }
}

function take(text: string, at: number, pattern: RegExp): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function skip(text: string, at: number, pattern: RegExp): number {
  return at + take(text, at, pattern).length;
}

/** name="value", with what needs it escaped. Characters are bytes. */
export function quoted(name: string, value: string): string {
  if (!quotablePattern.test(value)) throw new SaslError("bad name", `a control character in the ${name}`);
  return `${name}="${value.replace(/["\\]/g, "\\$&")}"`;
}

/** A whole message. Undefined directives are left out. */
export function joinDirectives(...directives: (string | undefined)[]): Uint8Array {
  return Buffer.from(directives.filter((each) => each !== undefined).join(","), "latin1");
}

/** A decimal number of up to nine digits: maxbuf. Larger ones are as good as the largest. */
export function parseMaxbuf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]+$/.test(text)) throw malformed("Invalid maxbuf parameter");
  return text.length > 9 ? 999_999_999 : Number(text);
}

/** Cyrus calls most of what it cannot read a failed authentication. */
export const malformed = (detail: string, code: SaslCode = SaslCode.badAuth) =>
  new SaslError("malformed message", detail, code);
