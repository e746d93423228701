// log_filters, log_outputs and levels. What is refused, its words and what a filter matches were tried on
// libvirtd 9.0.0; the written-out form follows what virt-admin showed for a few of them.

import { resolve } from "node:path";
import { expect, test } from "vitest";
import { formatFilters, levelFor, parseFilters } from "./filter.js";
import { Level, parseLevel } from "./level.js";
import { formatOutputs, parseOutputs } from "./output.js";

const answer = (read: () => string) => {
  try {
    return read();
  } catch (error) {
    return (error as Error).message;
  }
};

const filters = [
  ["", ""],
  ["1:x", "1:*x*"],
  ["  1:x  2:y ", "1:*x* 2:*y*"],
  ["1:x,2:y", "1:*x,2:y*"],
  ["3:*rpc*", "3:**rpc**"],
  ["4:+util", "4:*util*"],
  ["01:x +1:x", "1:*x* 1:*x*"],
  ["x", "invalid argument: Malformed format for filter 'x'"],
  ["1", "invalid argument: Malformed format for filter '1'"],
  ["1:a b", "invalid argument: Malformed format for filter 'b'"],
  ["1:", "invalid argument: Invalid match string ''"],
  ["1:+", "invalid argument: Invalid match string '+'"],
  ["1: x", "invalid argument: Invalid match string ''"],
  ["0:x", "invalid argument: Invalid priority '0' for filter '0:x'"],
  ["5:x", "invalid argument: Invalid priority '5' for filter '5:x'"],
  ["-1:x", "invalid argument: Invalid priority '-1' for filter '-1:x'"],
  ["1.5:x", "invalid argument: Invalid priority '1.5' for filter '1.5:x'"],
  [":x", "invalid argument: Invalid priority '' for filter ':x'"],
  ["1:qemu 9:x", "invalid argument: Invalid priority '9' for filter '9:x'"],
] as const;

test.each(filters)("filters %j", (text, expected) => {
  expect(answer(() => formatFilters(parseFilters(text)))).toBe(expected);
});

const outputs = [
  ["", ""],
  ["1:stderr", "1:stderr"],
  ["4:file:/a", "4:file:/a"],
  ["4:file:rel", `4:file:${resolve("rel")}`],
  ["4:syslog:a 4:syslog:b", "4:syslog:a 4:syslog:b"],
  ["4:stderr 4:file:/a 3:stderr 1:file:/a 4:journald", "3:stderr 1:file:/a 4:journald"],
  ["x", "invalid argument: Malformed format for log output 'x'"],
  ["1", "invalid argument: Malformed format for log output '1'"],
  ["1:", "invalid argument: Invalid log destination '' for log output '1:'"],
  ["4:STDERR", "invalid argument: Invalid log destination 'STDERR' for log output '4:STDERR'"],
  [
    "4:stderr,4:stderr",
    "invalid argument: Invalid log destination 'stderr,4' for log output '4:stderr,4:stderr'",
  ],
  ["0:stderr", "invalid argument: Invalid log priority '0' for log output '0:stderr'"],
  [
    "1:stderr:x",
    "invalid argument: Log output '1:stderr:x' does not meet the format requirements for destination type 'stderr'",
  ],
  [
    "4:file",
    "invalid argument: Log output '4:file' does not meet the format requirements for destination type 'file'",
  ],
  [
    "4:file:/a:b",
    "invalid argument: Log output '4:file:/a:b' does not meet the format requirements for destination type 'file'",
  ],
  [
    "4:journald:x",
    "invalid argument: Log output '4:journald:x' does not meet the format requirements for destination type 'journald'",
  ],
] as const;

test.each(outputs)("outputs %j", (text, expected) => {
  expect(answer(() => formatOutputs(parseOutputs(text)))).toBe(expected);
});

const levels = [
  ["1", Level.debug],
  ["4", Level.error],
  ["debug", Level.debug],
  ["warning", Level.warning],
  ["9", null],
  ["0", null],
  ["01", null],
  [" 1", null],
  ["DEBUG", null],
  ["warn", null],
] as const;

test.each(levels)("level %j", (text, level) => {
  if (level === null)
    expect(() => parseLevel(text)).toThrow(`Failed to set logging priority, argument '${text}' is invalid`);
  else expect(parseLevel(text)).toBe(level);
});

const passes = [
  ["4:object 1:object", 4],
  ["1:object 4:object", 1],
  ["1:obj", 1],
  ["1:*bjec", 1],
  ["1:util.obj?ct", 1],
  ["1:til.objec?", 1],
  ["1:util", 1],
  ["1:util.[o]bject", 3],
  ["1:object.c", 3],
  ["1:virobject", 3],
  ["4:* 1:object", 4],
] as const;

test.each(passes)("with %j, util.object is logged from level %i", (text, level) => {
  expect(levelFor("util.object", parseFilters(text), Level.warning)).toBe(level);
});

test("a pattern made to be slow is not", () => {
  const [filter] = parseFilters(`1:${"a*".repeat(200)}b`);
  expect(levelFor("a".repeat(2000), [filter!], Level.error)).toBe(Level.error);
});
