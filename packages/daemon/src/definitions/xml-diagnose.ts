/**
 * libxml2's words for what is wrong with a document. Only called for documents that saxes has refused: a plain
 * walk over the text, stopping where libxml2 stops, so that the line, the quoted source and the caret agree.
 */

const NAME = /[A-Za-z_:\u0080-\uffff][-A-Za-z0-9._:\u0080-\uffff]*/y;

/** `LINE: MESSAGE`, the source line, and a caret below the place; `fallback` when the cause is not recognised. */
export function diagnose(source: string, fallback: string): string {
  const found = walk(source) ?? { at: source.length, message: fallback.replace(/^[0-9:]+ */, "") };
  const { at, message } = found;
  const line = source.slice(0, at).split("\n").length;
  return `${line}: ${message}\n${excerpt(source, at)}`;
}

interface Finding {
  readonly at: number;
  readonly message: string;
}

/** The source line around a place and the caret under it, as libvirt prints them; `(null)` at the very end. */
function excerpt(source: string, at: number): string {
  let start = at;
  if (start >= source.length) return "(null)\n^";
  while (start > 0 && (source[start] === "\n" || source[start] === "\r")) start--;
  while (start > 0 && source[start - 1] !== "\n" && source[start - 1] !== "\r") start--;
  let end = start;
  while (end < source.length && source[end] !== "\n" && source[end] !== "\r") end++;
  return `${source.slice(start, end)}\n${"-".repeat(Math.max(0, at - start))}^`;
}

function walk(source: string): Finding | undefined {
  const open: { name: string; line: number }[] = [];
  let at = 0;
  const lineAt = (place: number) => source.slice(0, place).split("\n").length;
  const name = (): string | undefined => {
    NAME.lastIndex = at;
    const match = NAME.exec(source);
    if (match) at = NAME.lastIndex;
    return match?.[0];
  };
  const blanks = () => {
    while (/[ \t\r\n]/.test(source[at] ?? "")) at++;
  };

  if (source.trim() === "") return { at: source.length, message: "Document is empty" };
  blanks();
  if (source[at] !== "<") return { at, message: "Start tag expected, '<' not found" };
  while (at < source.length) {
    if (source[at] !== "<") {
      if (source[at] === "&") {
        const bad = reference(source, at);
        if (bad) return bad;
      }
      at++;
      continue;
    }
    const special = skipSpecial(source, at);
    if (special !== undefined) {
      if (typeof special !== "number") return special;
      at = special;
      continue;
    }
    if (source[at + 1] === "/") {
      at += 2;
      const closing = name();
      const opened = open.pop();
      if (opened && closing !== opened.name) {
        blanks();
        if (source[at] === ">") at++;
        const message = `Opening and ending tag mismatch: ${opened.name} line ${opened.line} and ${closing}`;
        return { at, message };
      }
      blanks();
      if (source[at] !== ">") return { at, message: "expected '>'" };
      at++;
      if (open.length === 0) {
        blanks();
        if (at < source.length && source[at] === "<" && skipSpecial(source, at) === undefined) {
          return { at, message: "Extra content at the end of the document" };
        }
        if (at < source.length && source[at] !== "<")
          return { at, message: "Extra content at the end of the document" };
      }
      continue;
    }
    const line = lineAt(at);
    at++;
    const tag = name();
    if (tag === undefined) return { at, message: "StartTag: invalid element name" };
    const seen = new Set<string>();
    for (;;) {
      const before = at;
      blanks();
      if (source[at] === ">" || source.startsWith("/>", at) || at >= source.length) break;
      if (before === at) return { at, message: "attributes construct error" };
      const key = name();
      if (key === undefined) break;
      blanks();
      if (source[at] !== "=") return { at, message: `Specification mandates value for attribute ${key}` };
      at++;
      blanks();
      const quote = source[at];
      if (quote !== '"' && quote !== "'") return { at, message: "AttValue: \" or ' expected" };
      at++;
      while (at < source.length && source[at] !== quote) {
        if (source[at] === "<") return { at, message: "Unescaped '<' not allowed in attributes values" };
        if (source[at] === "&") {
          const bad = reference(source, at);
          if (bad) return bad;
        }
        at++;
      }
      if (at >= source.length) return { at, message: "AttValue: ' expected" };
      at++;
      if (seen.has(key)) return { at, message: `Attribute ${key} redefined` };
      seen.add(key);
    }
    if (source.startsWith("/>", at)) at += 2;
    else if (source[at] === ">") {
      at++;
      open.push({ name: tag, line });
    } else return { at, message: `Couldn't find end of Start Tag ${tag} line ${line}` };
    if (open.length > 256) {
      const message = "Excessive depth in document: 256 use XML_PARSE_HUGE option";
      return { at, message };
    }
  }
  const last = open.at(-1);
  return last && { at, message: `Premature end of data in tag ${last.name} line ${last.line}` };
}

/** Past a comment, CDATA section, processing instruction or document type; undefined when none begins here. */
function skipSpecial(source: string, at: number): number | Finding | undefined {
  const kinds: [string, string, string][] = [
    ["<!--", "-->", "Comment not terminated"],
    ["<![CDATA[", "]]>", "CData section not finished"],
    ["<?", "?>", "ParsePI: PI never end ..."],
    ["<!DOCTYPE", ">", "DOCTYPE improperly terminated"],
  ];
  for (const [start, end, message] of kinds) {
    if (!source.startsWith(start, at)) continue;
    const close = source.indexOf(end, at + start.length);
    return close < 0 ? { at: source.length, message } : close + end.length;
  }
  return undefined;
}

const KNOWN = /^&(?:amp|lt|gt|apos|quot|#[0-9]+|#x[0-9a-fA-F]+);/;

function reference(source: string, at: number): Finding | undefined {
  const rest = source.slice(at, at + 80);
  if (KNOWN.test(rest)) return undefined;
  const named = /^&([A-Za-z_:][-A-Za-z0-9._:]*)(;?)/.exec(rest);
  if (!named) return { at: at + 1, message: "xmlParseEntityRef: no name" };
  if (named[2] !== ";") return { at: at + named[0].length, message: "EntityRef: expecting ';'" };
  return { at: at + named[0].length, message: `Entity '${named[1]}' not defined` };
}
