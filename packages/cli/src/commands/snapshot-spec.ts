// `--memspec` and `--diskspec`: a part of a snapshot in one word.

import { Failure } from "../failure.js";
import { splitList } from "../string-list.js";
import { escapeXml } from "./moment.js";

/** What `key=value` words say, each key once; undefined when one is not among the keys. */
export function readSpec<Key extends string>(
  words: readonly string[],
  keys: readonly Key[],
): Partial<Record<Key, string>> | undefined {
  const found: Partial<Record<Key, string>> = {};
  for (const word of words) {
    const key = keys.find((one) => found[one] === undefined && word.startsWith(`${one}=`));
    if (key === undefined) return undefined;
    found[key] = word.slice(key.length + 1);
  }
  return found;
}

export const wrongSpec = (what: string, text: string) => new Failure(`unable to parse ${what}: ${text}`);

/** A path needs no key. */
export function memoryElement(text: string): string {
  const words = splitList(text);
  const path = words.findIndex((word) => word.startsWith("/"));
  const keyed = words.map((word, at) => (at === path ? `file=${word}` : word));
  const spec = readSpec(keyed, ["snapshot", "file"]);
  if (spec === undefined) throw wrongSpec("memspec", text);
  const attribute = (name: string, value: string | undefined) =>
    value === undefined ? "" : ` ${name}='${escapeXml(value)}'`;
  return `  <memory${attribute("snapshot", spec.snapshot)}${attribute("file", spec.file)}/>\n`;
}

export function diskElement(text: string): string {
  const [name = "", ...words] = splitList(text);
  const spec = readSpec(words, ["snapshot", "driver", "stype", "file"]);
  if (spec === undefined) throw wrongSpec("diskspec", text);
  const { snapshot, driver, stype, file } = spec;
  if (stype !== undefined && stype !== "file" && stype !== "block")
    throw new Failure(`Unknown storage type: '${stype}'`, wrongSpec("diskspec", text));
  // Of an empty word virsh leaves nothing but the end of an element.
  let xml = text === "" ? "    " : `    <disk name='${escapeXml(name)}'`;
  // These as they stand: virsh trusts its user not to write quotes there.
  if (snapshot !== undefined) xml += ` snapshot='${snapshot}'`;
  if (stype !== undefined) xml += ` type='${stype}'`;
  if (driver === undefined && file === undefined) return `${xml}/>\n`;
  xml += ">\n";
  if (driver !== undefined) xml += `      <driver type='${driver}'/>\n`;
  const place = stype === "block" ? "dev" : "file";
  if (file !== undefined) xml += `      <source ${place}='${escapeXml(file)}'/>\n`;
  return `${xml}    </disk>\n`;
}
