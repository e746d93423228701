import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newestMs } from "./build.mjs";
import { missingModules } from "./modules.mjs";
import { closingLine, skipped, tally } from "./tally.mjs";

const lock = {
  packages: {
    "": { version: "1.0.0" },
    "packages/a": { version: "1.0.0" },
    "node_modules/@own/a": { resolved: "packages/a", link: true },
    "node_modules/b": { version: "2.0.0" },
    "node_modules/c": { version: "3.0.0", optional: true },
  },
};

// what node_modules has, what is missing
const modules = [
  [{}, ["node_modules/b"]],
  [{ "node_modules/b": { version: "2.0.0" } }, []],
  [{ "node_modules/b": { version: "2.0.1" } }, ["node_modules/b"]],
];

test.each(modules)("modules: of %j", (packages, missing) => {
  expect(missingModules(lock, { packages })).toEqual(missing);
});

const passedTest = { status: "passed" };
const failedTest = { status: "failed" };
const file = (status, ...assertionResults) => ({ status, assertionResults });
const report = (success, passed, failed, pending, ...testResults) => ({
  success,
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: 0,
  testResults,
});

const reports = [
  ["all is well", report(true, 2, 0, 0, file("passed", passedTest, passedTest)), "2 passed, 0 failed"],
  ["some are skipped", report(true, 1, 0, 3, file("passed", passedTest)), "1 passed, 0 failed, 3 skipped"],
  ["one fails", report(false, 1, 1, 0, file("failed", passedTest, failedTest)), "1 passed, 1 failed"],
  [
    "a file does not load",
    report(false, 1, 0, 0, file("passed", passedTest), file("failed")),
    "1 passed, 1 failed",
  ],
  ["both", report(false, 0, 1, 0, file("failed", failedTest), file("failed")), "0 passed, 2 failed"],
  ["an error outside of any test", report(false, 1, 0, 0, file("passed", passedTest)), "1 passed, 1 failed"],
];

test.each(reports)("closing line: %s", (_title, given, line) => {
  expect(closingLine(tally(given))).toBe(line);
});

test("what is skipped is named with its reason", () => {
  const one = (status, fullName, ...ancestorTitles) => ({ status, fullName, ancestorTitles });
  const tests = [
    one("passed", "a b", "a"),
    one("skipped", "c", "suite [skipped: no virsh]", "inner"),
    one("pending", "d", "suite [skipped: no virsh]"),
    one("skipped", "lone test"),
  ];
  expect(skipped({ testResults: [file("passed", ...tests)] })).toEqual([
    "skipped: suite [skipped: no virsh] (2 tests)",
    "skipped: lone test",
  ]);
});

test("the newest file counts, generated ones do not", () => {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-newest-"));
  const at = (name, ms) => {
    writeFileSync(join(folder, name), "");
    utimesSync(join(folder, name), ms / 1000, ms / 1000);
  };
  at("a.ts", 2_000_000);
  at("b.tsbuildinfo", 9_000_000);
  expect(newestMs(folder)).toBe(2_000_000);
  rmSync(folder, { recursive: true });
});
