import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "./sources.js";
import { wireLock, wireLockChanges } from "./wire-lock-lines.js";

const locked = readFileSync(join(checkout(), "packages/protocol/wire.lock"), "utf8");

test("the wire is as the lock says", () => {
  expect(wireLockChanges(locked, wireLock())).toEqual([]);
  expect(wireLock()).toBe(locked);
});

test("no number and no name is used twice", () => {
  const entries = locked.split("\n").filter((line) => /^\w+ \d+ (call|event) /.test(line));
  const numbers = entries.map((line) => line.split(" ", 2).join(" "));
  const names = entries.map((line) => `${line.split(" ")[0]} ${line.split(" ")[3]}`);
  expect(new Set(numbers).size).toBe(entries.length);
  expect(new Set(names).size).toBe(entries.length);
  expect(entries.length).toBe(453 + 7 + 1 + 19 + 2);
});

test("a changed layout shows as two lines", () => {
  const changed = locked.replace("remote 16 call domainGetInfo {", "remote 16 call domainGetInfo {int,");
  expect(wireLockChanges(locked, changed)).toEqual([
    expect.stringMatching(/^- remote 16 call domainGetInfo \{\{string/),
    expect.stringMatching(/^\+ remote 16 call domainGetInfo \{int,\{string/),
  ]);
});
