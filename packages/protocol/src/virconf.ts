// libvirt's configuration language, as in libvirtd.conf and libvirt.conf: `name = value`, one a line or parted
// by `;`, where a value is an integer, a string or a list. Text in, typed values out; reading the file is the
// caller's work. What it accepts and what it says were compared with libvirtd 9.0.0, quirks included.

import { type LibvirtError, libvirtError } from "./error.js";
import { ErrorCode } from "./error-code.js";
import { ErrorDomain } from "./error-domain.js";

/** libvirt refuses to read a longer file. */
export const VIRCONF_MAX_BYTES = 10 * 1024 * 1024;

/** libvirtd itself dies of a few ten thousand nested lists; nobody writes three. */
const MAX_DEPTH = 64;

/** A number written without a minus sign is unsigned, and only such a number can be a bool or an unsigned key. */
export type VirConfValue =
  | { readonly kind: "unsigned"; readonly number: bigint }
  | { readonly kind: "signed"; readonly number: bigint }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly VirConfValue[] };

/** A parsed file. The getters answer undefined for a key that is not there and throw for one of another type. */
export class VirConf {
  readonly file: string;
  readonly values: ReadonlyMap<string, VirConfValue>;

  constructor(file: string, values: ReadonlyMap<string, VirConfValue>) {
    this.file = file;
    this.values = values;
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  string(key: string): string | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (value.kind !== "string") throw this.#wrongType("a string", key);
    return value.text;
  }

  /** With `orString`, a lone string counts as a list of one. */
  stringList(key: string, orString = false): readonly string[] | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (orString && value.kind === "string") return [value.text];
    if (value.kind !== "list") throw this.#wrongType("a string list", key);
    return value.items.map((item) => {
      if (item.kind === "string") return item.text;
      // Here libvirt calls it a syntax error, everywhere else an internal one.
      throw syntaxError(`${this.file}: expected a string list for '${key}' parameter`);
    });
  }

  bool(key: string): boolean | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (value.kind !== "unsigned") throw this.#wrongType("a bool", key);
    if (value.number > 1n) throw this.#internal(`value for '${key}' parameter must be 0 or 1`);
    return value.number === 1n;
  }

  uint(key: string): number | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (value.kind !== "unsigned") throw this.#wrongType("an unsigned integer", key);
    return this.#inRange(key, value.number, 0n, 4294967295n);
  }

  int(key: string): number | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (value.kind !== "unsigned" && value.kind !== "signed") throw this.#wrongType("a signed integer", key);
    return this.#inRange(key, value.number, -2147483648n, 2147483647n);
  }

  #inRange(key: string, number: bigint, min: bigint, max: bigint): number {
    if (number < min || number > max) {
      throw this.#internal(`value for '${key}' parameter must be in range ${min}:${max}`);
    }
    return Number(number);
  }

  #wrongType(expected: string, key: string): LibvirtError {
    return this.#internal(`expected ${expected} for '${key}' parameter`);
  }

  #internal(problem: string): LibvirtError {
    return libvirtError(ErrorDomain.conf, ErrorCode.internalError, `${this.file}: ${problem}`);
  }
}

/** Throws LibvirtError "configuration file syntax error: FILE:LINE: ...". `file` is only for that text. */
export function parseVirConf(text: string, file: string): VirConf {
  return new VirConf(file, new Parser(text, file).statements());
}

function syntaxError(detail: string): LibvirtError {
  return libvirtError(ErrorDomain.conf, ErrorCode.confSyntax, detail);
}

const isBlank = (c: string | undefined) => c === " " || c === "\t";
const isEndOfLine = (c: string | undefined) => c === "\n" || c === "\r";
const isDigit = (c: string | undefined) => c !== undefined && c >= "0" && c <= "9";

const STATEMENT_NAME = /[A-Za-z][A-Za-z0-9_]*/y;
const TRIPLE = '"""';

class Parser {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  statements(): Map<string, VirConfValue> {
    const values = new Map<string, VirConfValue>();
    while (!this.#atEnd) {
      this.#skipBlanksAndLines();
      // A file of nothing but blank lines is an error; one of nothing but comments is not.
      if (this.#char === "#") {
        this.#comment();
        this.#skipBlanksAndLines();
        continue;
      }
      const name = this.#name();
      this.#skipBlanks();
      if (this.#char !== "=") throw this.#error("expecting an assignment");
      this.#at++;
      this.#skipBlanks();
      const value = this.#value(0);
      this.#separator();
      if (!values.has(name)) values.set(name, value); // the first of several wins
    }
    return values;
  }

  /** What ends a statement: the end of the file, a new line, a semicolon or a comment. */
  #separator(): void {
    this.#skipBlanks();
    if (this.#atEnd) return;
    if (this.#char === "#") this.#comment();
    else if (this.#char === ";") this.#at++;
    else if (!isEndOfLine(this.#char)) throw this.#error("expecting a separator");
    this.#skipBlanksAndLines();
  }

  #comment(): void {
    while (!this.#atEnd && !isEndOfLine(this.#char)) this.#at++;
  }

  #name(): string {
    STATEMENT_NAME.lastIndex = this.#at;
    const name = STATEMENT_NAME.exec(this.#text)?.[0];
    if (name === undefined) throw this.#error("expecting a name");
    this.#at += name.length;
    return name;
  }

  #value(depth: number): VirConfValue {
    const first = this.#char;
    if (first === '"' || first === "'") return { kind: "string", text: this.#string(first) };
    if (first === "[") return { kind: "list", items: this.#list(depth + 1) };
    if (isDigit(first) || first === "-" || first === "+") return this.#number();
    throw this.#error("expecting a value");
  }

  #list(depth: number): VirConfValue[] {
    if (depth > MAX_DEPTH) throw this.#error("too many nested lists");
    const items: VirConfValue[] = [];
    this.#at++;
    this.#skipBlanksAndLines();
    while (this.#char !== "]") {
      if (this.#atEnd && items.length === 0) throw this.#error("list is not closed with ]");
      items.push(this.#value(depth));
      this.#skipBlanksAndLines();
      if (this.#atEnd) throw this.#error("list is not closed with ]");
      if (this.#char === ",") {
        this.#at++;
        this.#skipBlanksAndLines();
      } else if (this.#char !== "]") {
        throw this.#error("expecting a separator in list");
      }
    }
    this.#at++;
    return items;
  }

  #number(): VirConfValue {
    const sign = this.#char;
    if (sign === "-" || sign === "+") this.#at++;
    const start = this.#at;
    while (isDigit(this.#char)) this.#at++;
    if (this.#at === start) throw this.#error("unterminated number");
    // More digits than any key allows: one that is certainly out of range, without a huge bigint.
    const digits = this.#text
      .slice(start, this.#at)
      .replace(/^0+(?=.)/, "")
      .slice(0, 40);
    const number = BigInt(digits);
    return sign === "-" ? { kind: "signed", number: -number } : { kind: "unsigned", number };
  }

  /** No escapes in any form. Three double quotes open a string over several lines, if the file is long enough. */
  #string(quote: string): string {
    const { length } = this.#text;
    if (this.#text.startsWith(TRIPLE, this.#at) && length - this.#at > 6) {
      const start = this.#at + TRIPLE.length;
      this.#at = start;
      while (this.#at + 2 < length && !this.#text.startsWith(TRIPLE, this.#at)) {
        if (this.#char === "\n") this.#line++;
        this.#at++;
      }
      if (!this.#text.startsWith(TRIPLE, this.#at)) throw this.#error("unterminated string");
      return this.#taken(start, TRIPLE.length);
    }
    const start = ++this.#at;
    while (!this.#atEnd && this.#char !== quote && !isEndOfLine(this.#char)) this.#at++;
    if (this.#char !== quote) throw this.#error("unterminated string");
    return this.#taken(start, 1);
  }

  /** A NUL byte ends a string in C, so nothing behind it may count here either. */
  #taken(start: number, quotes: number): string {
    const text = this.#text.slice(start, this.#at);
    this.#at += quotes;
    const nul = text.indexOf("\0");
    return nul < 0 ? text : text.slice(0, nul);
  }

  #skipBlanks(): void {
    while (isBlank(this.#char)) this.#at++;
  }

  #skipBlanksAndLines(): void {
    while (isBlank(this.#char) || isEndOfLine(this.#char)) {
      if (this.#char === "\n") this.#line++;
      this.#at++;
    }
  }

  get #char(): string | undefined {
    return this.#text[this.#at];
  }

  get #atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #error(problem: string): LibvirtError {
    return syntaxError(`${this.#file}:${this.#line}: ${problem}`);
  }
}
