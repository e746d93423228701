// One message as one line, in libvirt's form: time, process, level, where from (our category stands in for
// libvirt's function and line), text; our fields follow as key=value.

import { type Level, levelNames } from "./level.js";

export type FieldValue = string | number | bigint | boolean | null | undefined;

/** Undefined fields are left out. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** A message longer than this is cut: whatever a peer sends us, it cannot fill the disk with one line. */
export const MAX_TEXT_CHARS = 4096;
const MAX_FIELD_CHARS = 512;

/** Fields whose value never belongs in a log. That nobody passes one is the caller's duty; this is the net. */
const SECRET_NAME = /pass|secret|token|credential|cookie|private/i;

/** `2026-11-22 00:40:34.960+0000: 1234: error : rpc.connection : text key=value`, with the line break. */
export function formatLine(
  time: Date,
  pid: number,
  level: Level,
  category: string | null,
  text: string,
  fields?: Fields,
): string {
  const from = category === null ? "" : `${escaped(category, MAX_FIELD_CHARS)} : `;
  return `${stamp(time)}: ${pid}: ${levelNames[level]} : ${from}${escaped(text, MAX_TEXT_CHARS)}${tail(fields)}\n`;
}

/** The same without time and process, for a log that has its own. */
export function formatMessage(category: string | null, text: string, fields?: Fields): string {
  const from = category === null ? "" : `${escaped(category, MAX_FIELD_CHARS)} : `;
  return `${from}${escaped(text, MAX_TEXT_CHARS)}${tail(fields)}`;
}

function stamp(time: Date): string {
  return time.toISOString().replace("T", " ").replace("Z", "+0000");
}

function tail(fields: Fields | undefined): string {
  if (!fields) return "";
  let text = "";
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    text += ` ${escaped(name, MAX_FIELD_CHARS)}=${SECRET_NAME.test(name) ? "***" : quote(value)}`;
  }
  return text;
}

function quote(value: Exclude<FieldValue, undefined>): string {
  if (typeof value !== "string") return String(value);
  if (/^[\w./:@%+,-]+$/.test(value) && value.length <= MAX_FIELD_CHARS) return value;
  return `"${escaped(value, MAX_FIELD_CHARS).replaceAll('"', '\\"')}"`;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\\": "\\\\",
};

/**
 * No peer may begin a line of its own or move the terminal's cursor: control characters, also those of Unicode
 * that break lines or turn the writing direction, are written as escapes.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\\]/g;

function escaped(text: string, maxChars: number): string {
  const kept = text.length > maxChars ? `${text.slice(0, maxChars)}...` : text;
  return kept.replace(
    UNSAFE,
    (c) => SIMPLE_ESCAPES[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
