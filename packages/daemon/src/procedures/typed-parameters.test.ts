// Which parameters are refused, with which words. All were tried on libvirtd 9.0.0.

import { LibvirtError, type TypedParam } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { checkTypedParameters } from "./typed-parameters.js";

const known = { minWorkers: "uint", maxWorkers: "uint" } as const;

const uint = (field: string): TypedParam => ({ field, value: { type: 2, value: 5 } });
const text = (field: string): TypedParam => ({ field, value: { type: 7, value: "5" } });
const long = (field: string): TypedParam => ({ field, value: { type: 4, value: 5n } });

const rows: readonly (readonly [string, readonly TypedParam[], number, string])[] = [
  ["nothing", [], 0, "fine"],
  ["both", [uint("minWorkers"), uint("maxWorkers")], 0, "fine"],
  ["unknown", [uint("foo")], 0, "argument unsupported: parameter 'foo' not supported"],
  ["of an object", [uint("toString")], 0, "argument unsupported: parameter 'toString' not supported"],
  [
    "a text",
    [text("minWorkers")],
    0,
    "invalid argument: invalid type 'string' for parameter 'minWorkers', expected 'uint'",
  ],
  [
    "too wide",
    [long("maxWorkers")],
    0,
    "invalid argument: invalid type 'ullong' for parameter 'maxWorkers', expected 'uint'",
  ],
  [
    "twice",
    [uint("minWorkers"), uint("minWorkers")],
    0,
    "invalid argument: parameter 'minWorkers' occurs multiple times",
  ],
  [
    "twice, the second of another type",
    [uint("minWorkers"), text("minWorkers")],
    0,
    "invalid argument: parameter 'minWorkers' occurs multiple times",
  ],
  [
    "unknown and before",
    [text("minWorkers"), uint("foo")],
    0,
    "argument unsupported: parameter 'foo' not supported",
  ],
  [
    "unknown and behind",
    [uint("zoo"), text("minWorkers")],
    0,
    "invalid argument: invalid type 'string' for parameter 'minWorkers', expected 'uint'",
  ],
  ["flags first", [uint("foo")], 1, "unsupported flags (0x1) in function where"],
  [
    "length before flags",
    [uint("m".repeat(80))],
    1,
    `internal error: parameter ${"m".repeat(80)} too big for destination`,
  ],
  [
    "in bytes",
    [uint("é".repeat(40))],
    0,
    `internal error: parameter ${"é".repeat(40)} too big for destination`,
  ],
  [
    "just short enough",
    [uint("m".repeat(79))],
    0,
    `argument unsupported: parameter '${"m".repeat(79)}' not supported`,
  ],
];

test.each(rows)("%s", (_, parameters, flags, expected) => {
  let answer = "fine";
  try {
    checkTypedParameters("where", parameters, flags, known);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(LibvirtError);
    answer = (thrown as Error).message;
  }
  expect(answer).toBe(expected);
});
