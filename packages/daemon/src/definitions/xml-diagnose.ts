/**
 * libxml2's words for what is wrong with a document. Only called for documents that saxes has refused: a plain
 * walk over the text, stopping where libxml2 stops, so that the line, the quoted source and the caret agree.
 */

import { MAX_XML_DEPTH } from "./limits.js";

/** `LINE: MESSAGE`, the source line, and a caret below the place; `fallback` when the cause is not recognised. */
export function diagnose(source: string, fallback: string): string {
  const text = source.replace(/^\ufeff/, "");
  let finding: Finding = { at: text.length, message: fallback.replace(/^[0-9:]+ */, "") };
  try {
    new Walk(text).document();
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    finding = thrown;
  }
  const line = text.slice(0, finding.at).split("\n").length;
  return `${line}: ${finding.message}\n${excerpt(text, finding.at)}`;
}

interface Finding {
  readonly at: number;
  readonly message: string;
}

class Stop extends Error implements Finding {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const isLineEnd = (char: string | undefined): boolean => char === "\n" || char === "\r";

/** The source line around a place and the caret under it, as libvirt prints them: columns count bytes. */
function excerpt(text: string, at: number): string {
  let start = at;
  while (start > 0 && isLineEnd(text[start])) start--;
  while (start > 0 && !isLineEnd(text[start - 1])) start--;
  let end = start;
  while (end < text.length && !isLineEnd(text[end])) end++;
  const line = text.slice(start, end);
  return `${line === "" ? "(null)" : line}\n${"-".repeat(Buffer.byteLength(text.slice(start, at)))}^`;
}

const NAME = /[A-Za-z_:\u0080-\uffff][-A-Za-z0-9._:\u0080-\uffff]*/y;
const BLANKS = /[ \t\r\n]*/y;
const REFERENCE = /&(?:amp|lt|gt|apos|quot|#[0-9]+|#x[0-9a-fA-F]+);/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a document may not hold
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;
/** How much of a section libxml2 quotes. */
const QUOTED = 50;

/** libxml2 keeps prefixes apart from names. */
const localName = (name: string) => name.slice(name.indexOf(":") + 1);

class Walk {
  readonly #text: string;
  #at = 0;
  readonly #open: { name: string; line: number }[] = [];
  /** How many lines have begun before this place; both only grow. */
  #counted = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads on until something is wrong; returns when nothing is. */
  document(): void {
    if (this.#text === "") this.#stop("Document is empty");
    if (/^<\?xml[\s?]/.test(this.#text)) this.#declaration();
    this.#misc();
    if (!this.#has("<")) this.#stop("Start tag expected, '<' not found");
    do {
      if (this.#has("<")) this.#markup();
      else this.#character();
    } while (this.#open.length > 0 && this.#at < this.#text.length);
    const last = this.#open.at(-1);
    if (last) this.#stop(`Premature end of data in tag ${localName(last.name)} line ${last.line}`);
    this.#misc();
    if (this.#at < this.#text.length) this.#stop("Extra content at the end of the document");
  }

  #stop(message: string, at = this.#at): never {
    throw new Stop(at, message);
  }

  #lineHere(): number {
    for (; this.#counted < this.#at; this.#counted++) if (this.#text[this.#counted] === "\n") this.#line++;
    return this.#line;
  }

  #has(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match?.[0];
  }

  #declaration(): void {
    const match = /^<\?xml\s+version\s*=\s*(["'])([^"']*)\1/.exec(this.#text);
    if (!match) this.#stop("XML declaration allowed only at the start of the document", "<?xml".length);
    this.#at = match[0].length;
    if (!/^1\.[0-9]+$/.test(match[2]!)) this.#stop(`Unsupported version '${match[2]}'`);
    const end = this.#text.indexOf("?>", this.#at);
    if (end < 0) this.#stop("parsing XML declaration: '?>' expected");
    this.#at = end + 2;
  }

  /** Blanks, comments, instructions and a document type, before and after the root. */
  #misc(): void {
    this.#take(BLANKS);
    while (this.#has("<!--") || this.#has("<?") || this.#has("<!DOCTYPE")) {
      if (this.#has("<!DOCTYPE")) this.#documentType();
      else this.#section();
      this.#take(BLANKS);
    }
  }

  #documentType(): void {
    this.#at += "<!DOCTYPE".length;
    this.#take(BLANKS);
    if (this.#take(NAME) === undefined) this.#stop("xmlParseDocTypeDecl : no DOCTYPE name !");
    const rest = /[^[>]*(?:\[[^\]]*\]\s*)?>/y;
    if (this.#take(rest) === undefined) this.#stop("DOCTYPE improperly terminated", this.#text.length);
  }

  #markup(): void {
    if (this.#has("<!--") || this.#has("<?") || this.#has("<![CDATA[")) this.#section();
    else if (this.#has("</")) this.#endTag();
    else this.#startTag();
  }

  #section(): void {
    const start = this.#at;
    const end = this.#text.length;
    const close = (mark: string) => this.#text.indexOf(mark, this.#at);
    if (this.#has("<!--")) {
      this.#at += "<!--".length;
      const dashes = close("--");
      const quoted = this.#text.slice(start, dashes < 0 ? undefined : dashes);
      if (dashes < 0) this.#stop("Comment not terminated", end);
      if (this.#text[dashes + 2] !== ">")
        this.#stop(`Double hyphen within comment: ${quoted.slice(0, QUOTED + 4)}`, dashes);
      this.#at = dashes + 3;
    } else if (this.#has("<![CDATA[")) {
      this.#at += "<![CDATA[".length;
      const found = close("]]>");
      // libxml2 reads two characters ahead, and has not kept them yet.
      if (found < 0)
        this.#stop(`CData section not finished\n${this.#text.slice(this.#at, -2).slice(0, QUOTED)}`, end);
      this.#at = found + 3;
    } else {
      this.#at += "<?".length;
      const target = this.#take(NAME);
      if (target === undefined) this.#stop("xmlParsePI : no target name");
      if (target === "xml") this.#stop("XML declaration allowed only at the start of the document");
      const found = close("?>");
      if (found < 0) this.#stop(`ParsePI: PI ${target} never end ...`, end);
      this.#at = found + 2;
    }
  }

  #endTag(): void {
    const opened = this.#open.pop();
    if (!opened) this.#stop("StartTag: invalid element name", this.#at + 1);
    this.#at += 2;
    const closing = this.#take(NAME);
    this.#take(BLANKS);
    if (!this.#has(">")) this.#stop("expected '>'");
    this.#at++;
    if (closing !== opened.name) {
      // A closing name is shown as it was looked for: with a prefix only where none was expected.
      const shown = opened.name.includes(":") ? localName(closing ?? "") : closing;
      this.#stop(
        `Opening and ending tag mismatch: ${localName(opened.name)} line ${opened.line} and ${shown}`,
      );
    }
  }

  #startTag(): void {
    const line = this.#lineHere();
    this.#at++;
    const name = this.#take(NAME);
    if (name === undefined) this.#stop("StartTag: invalid element name");
    const seen = new Set<string>();
    let blanks = this.#take(BLANKS)!;
    while (this.#at < this.#text.length && !this.#has(">") && !this.#has("/>")) {
      if (blanks === "" && seen.size > 0) this.#stop("attributes construct error");
      const key = this.#take(NAME);
      if (key === undefined) this.#stop("error parsing attribute name");
      this.#attributeValue(key);
      if (seen.has(key)) this.#stop(`Attribute ${key} redefined`);
      seen.add(key);
      blanks = this.#take(BLANKS)!;
    }
    if (this.#at >= this.#text.length && seen.size > 0 && blanks === "")
      this.#stop("attributes construct error");
    if (this.#has("/>")) this.#at += 2;
    else if (this.#has(">")) {
      this.#at++;
      this.#open.push({ name, line });
      if (this.#open.length > MAX_XML_DEPTH) {
        this.#stop(`Excessive depth in document: ${MAX_XML_DEPTH} use XML_PARSE_HUGE option`);
      }
    } else this.#stop(`Couldn't find end of Start Tag ${localName(name)} line ${line}`);
  }

  #attributeValue(key: string): void {
    this.#take(BLANKS);
    if (!this.#has("=")) this.#stop(`Specification mandates value for attribute ${key}`);
    this.#at++;
    this.#take(BLANKS);
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") this.#stop("AttValue: \" or ' expected");
    this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote) {
      if (this.#has("<")) this.#stop("Unescaped '<' not allowed in attributes values");
      this.#character();
    }
    if (this.#at >= this.#text.length) this.#stop("AttValue: ' expected");
    this.#at++;
  }

  #character(): void {
    if (this.#has("&")) return this.#reference();
    if (this.#has("]]>")) this.#stop("Sequence ']]>' not allowed in content");
    const char = this.#text[this.#at]!;
    if (FORBIDDEN.test(char)) this.#stop(`PCDATA invalid Char value ${char.charCodeAt(0)}`);
    this.#at++;
  }

  #reference(): void {
    const start = this.#at;
    const known = this.#take(REFERENCE);
    if (known !== undefined) {
      const code = /^&#(x?)([0-9a-fA-F]+);/.exec(known);
      const value = code ? Number.parseInt(code[2]!, code[1] ? 16 : 10) : 32;
      if (value > 0x10ffff || (value < 32 && ![9, 10, 13].includes(value))) {
        this.#stop(`xmlParseCharRef: invalid xmlChar value ${value}`);
      }
      return;
    }
    if (this.#has("&#x"))
      this.#stop("CharRef: invalid hexadecimal value", start + 3 + this.#digits(/[0-9a-fA-F]*/y, start + 3));
    if (this.#has("&#"))
      this.#stop("CharRef: invalid decimal value", start + 2 + this.#digits(/[0-9]*/y, start + 2));
    this.#at++;
    const name = this.#take(NAME);
    if (name === undefined) this.#stop("xmlParseEntityRef: no name");
    if (!this.#has(";")) this.#stop("EntityRef: expecting ';'");
    this.#stop(`Entity '${name}' not defined`, this.#at + 1);
  }

  #digits(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0].length ?? 0;
  }
}
