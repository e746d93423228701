/** Rules for single values: enumerations, switches, integers, UUIDs, with libvirt's words for what they refuse. */
import type { LibvirtError } from "@virtgate/protocol";
import { hex, Limit, parseInteger, type Range } from "./integer.js";
import { invalidXml } from "./refusal.js";
import type { Place, ValueRule } from "./shape.js";
import { formatUuid, parseUuid } from "./uuid.js";

export const wrongValue = (value: string, at: Place, expected = ""): LibvirtError =>
  invalidXml(
    `Invalid value for attribute '${at.name}' in element '${at.element.name}': '${value}'.${expected}`,
  );

export const missing = (at: Place): LibvirtError =>
  invalidXml(`Missing required attribute '${at.name}' in element '${at.element.name}'`);

/** Any text, also an empty one. */
export const string: ValueRule = (value) => value;

/** Any text but an empty one. */
export const nonEmpty: ValueRule = (value) => (value === "" ? undefined : value);

/** Read and checked by nobody, never written. */
export const dropped: ValueRule = () => undefined;

export const required =
  (rule: ValueRule): ValueRule =>
  (value, at) => {
    if (value === undefined) throw missing(at);
    return rule(value, at);
  };

export const withDefault =
  (fallback: string, rule: ValueRule): ValueRule =>
  (value, at) =>
    rule(value, at) ?? fallback;

/** One of the words. `hidden` is accepted and left out: it says what is so anyway. */
export function choice(
  words: readonly string[],
  options: { hidden?: string; refusal?: (value: string) => LibvirtError } = {},
): ValueRule {
  const known = new Set(words);
  return (value, at) => {
    if (value === undefined || value === options.hidden) return undefined;
    if (!known.has(value)) throw options.refusal?.(value) ?? wrongValue(value, at);
    return value;
  };
}

export const yesNo: ValueRule = choice(["yes", "no"]);
export const onOff: ValueRule = choice(["on", "off"]);
/** Written only when it says yes. */
export const yesOrNothing: ValueRule = (value, at) => (yesNo(value, at) === "yes" ? "yes" : undefined);

interface NumberOptions {
  readonly range?: Range;
  readonly base?: 0 | 8 | 10 | 16;
  /** Zero is refused. */
  readonly nonZero?: boolean;
  /** Zero is accepted and left out. */
  readonly hideZero?: boolean;
  /** Written as 0x and at least this many digits. */
  readonly hexDigits?: number;
  readonly expected?: string;
  readonly refusal?: (value: string) => LibvirtError;
}

export function number(options: NumberOptions = {}): ValueRule {
  const { range = Limit.unsignedInt, base = 10 } = options;
  const expected =
    options.expected ?? (range[0] < 0n ? " Expected integer value" : " Expected non-negative integer value");
  return (value, at) => {
    if (value === undefined) return undefined;
    const read = parseInteger(value, range, base);
    if (read === undefined) throw options.refusal?.(value) ?? wrongValue(value, at, expected);
    if (read === 0n && options.nonZero) throw options.refusal?.(value) ?? wrongZero(at);
    if (read === 0n && options.hideZero) return undefined;
    return options.hexDigits === undefined ? read.toString() : hex(read, options.hexDigits);
  };
}

const wrongZero = (at: Place): LibvirtError =>
  invalidXml(
    `Invalid value for attribute '${at.name}' in element '${at.element.name}': Zero is not permitted`,
  );

export const unsignedInt = number();
export const positiveInt = number({ nonZero: true });
export const signedInt = number({ range: Limit.int });
export const unsignedLongLong = number({ range: Limit.unsignedLongLong });

export const uuid: ValueRule = (value, at) => {
  if (value === undefined) return undefined;
  const bytes = parseUuid(value);
  if (!bytes) throw wrongValue(value, at, " Expected UUID");
  return formatUuid(bytes);
};
