// auth.conf's grammar: groups of keys, as GLib's GKeyFile reads them. What libvirt does not ask for is left out.

import { maxAuthFileGroups } from "../limits.js";

type Group = Map<string, string>;

/**
 * A file as bytes, one character each: names are compared and values kept as they stand in the file. A group that
 * comes twice is one, of two equal keys the last counts.
 */
export class KeyFile {
  readonly #groups: ReadonlyMap<string, Group>;

  private constructor(groups: ReadonlyMap<string, Group>) {
    this.#groups = groups;
  }

  /** Undefined where GLib refuses the file; libvirt does not tell why, and neither do we. */
  static parse(bytes: Uint8Array): KeyFile | undefined {
    const groups = new Map<string, Group>();
    const lines = latin1(bytes).split("\n");
    let group: Group | undefined;
    for (const [index, whole] of lines.entries()) {
      // An end of line may be a CR and a LF, but not so in the last line, which has none.
      const line = (index < lines.length - 1 ? whole.replace(/\r$/, "") : whole).split("\0", 1)[0]!;
      const start = line.replace(leadingSpace, "");
      if (start === "" || start.startsWith("#")) continue;
      const name = groupName.exec(start);
      if (name !== null) {
        if (!validGroupName.test(name[1]!)) return undefined;
        group = groups.get(name[1]!) ?? new Map();
        groups.set(name[1]!, group);
        if (groups.size > maxAuthFileGroups) return undefined;
      } else if (group === undefined || !addKey(group, start, group === groups.values().next().value)) {
        return undefined;
      }
    }
    return new KeyFile(groups);
  }

  hasGroup(group: string): boolean {
    return this.#groups.has(utf8AsLatin1(group));
  }

  has(group: string, key: string): boolean {
    return this.#groups.get(utf8AsLatin1(group))?.has(key) === true;
  }

  /** Undefined when there is none, and when it is no UTF-8. */
  string(group: string, key: string): string | undefined {
    const value = this.#groups.get(utf8AsLatin1(group))?.get(key);
    if (value === undefined) return undefined;
    try {
      return unescaped(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesOf(value)));
    } catch {
      return undefined;
    }
  }
}

const leadingSpace = /^[ \t\n\f\r]+/;
/** Blanks may follow, and nothing else. */
const groupName = /^\[([^\]]*)\][ \t]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const validGroupName = /^[^[\]\x00-\x1f\x7f]+$/;
/** A name, and perhaps a language in brackets. */
const keyName = /^[^=[\]]+(?:\[[\w\-.@\x80-\xff]*\])?$/;

/** False: the line is no key with a value. */
function addKey(group: Group, line: string, isFirstGroup: boolean): boolean {
  const equals = line.indexOf("=");
  if (equals < 1) return false;
  const key = line.slice(0, equals).replace(/[ \t\n\f\r]+$/, "");
  if (!keyName.test(key) || /^ | (?:$|\[)/.test(key)) return false;
  const value = line.slice(equals + 1).replace(leadingSpace, "");
  if (isFirstGroup && key === "Encoding" && value.toLowerCase() !== "utf-8") return false;
  group.set(key, value);
  return true;
}

const escapes: { readonly [letter: string]: string } = { s: " ", n: "\n", t: "\t", r: "\r", "\\": "\\" };

/** A backslash before anything else stands for itself, at the end for nothing. */
const unescaped = (value: string) =>
  value.replace(/\\(.?)/gs, (both, letter: string) => (letter === "" ? "" : (escapes[letter] ?? both)));

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
const bytesOf = (text: string) => Buffer.from(text, "latin1");
const utf8AsLatin1 = (text: string) => Buffer.from(text).toString("latin1");
