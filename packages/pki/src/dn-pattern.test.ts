import { expect, test } from "vitest";
import { matchesPattern } from "./dn-pattern.js";

const dn = "C=GB,ST=London,L=London,O=Example,CN=alice";

// pattern, text, GLib's answer
const rows: [string, string, boolean][] = [
  [dn, dn, true],
  ["*", dn, true],
  ["*CN=ali*", dn, true],
  ["C=GB,*,CN=alice", dn, true],
  ["CN=alice,O=Example,L=London,ST=London,C=GB", dn, false],
  ["c=gb*", dn, false],
  ["C=GB,ST=London,L=London,O=Example,CN=alic?", dn, true],
  ["C=GB,ST=London,L=London,O=Example,CN=alice?", dn, false],
  ["C=GB, ST=London*", dn, false],
  ["*CN=alice", `${dn},CN=mallory`, false],
  ["*CN=alice*", "O=x\\,CN=alice,CN=mallory", true],
  ["", "", true],
  ["", "a", false],
  ["*", "", true],
  ["?", "", false],
  ["**", "ab", true],
  ["*?*", "", false],
  ["*?*", "a", true],
  ["?*?", "a", false],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "aXbY", false],
  ["*ab*ab", "abab", true],
  ["*aab", "aaab", true],
  ["[ab]", "a", false],
  ["[ab]", "[ab]", true],
  ["\\*", "*", false],
  ["\\*", "\\anything", true],
  ["CN=?", "CN=é", true],
  ["CN=?", "CN=😀", true],
  ["CN=??", "CN=é", false],
  ["é*", "éa", true],
  ["\ufffd", "\udcff", false],
];

test.each(rows)("%s on %s: %s", (pattern, text, answer) => {
  expect(matchesPattern(pattern, text)).toBe(answer);
});

test("many stars cost no more than pattern times text", () => {
  const started = performance.now();
  expect(matchesPattern(`${"*a".repeat(500)}b`, "a".repeat(5000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});
