// Rows were observed with virt-ssh-helper 9.0.0.

import { expect, test } from "vitest";
import { type Asked, readWords, usage } from "./words.js";

const relay = (uri: string, readonly = false): Asked => ({ what: "relay", uri, readonly });
const unknown = (word: string): Asked => ({
  what: "wrong",
  text: `option parsing failed: Unknown option ${word}\n`,
});
const wrong: Asked = { what: "wrong", text: usage };

test.each<[string[], Asked]>([
  [["u"], relay("u")],
  [[""], relay("")],
  [["-"], relay("-")],
  [["-r", "u"], relay("u", true)],
  [["u", "-r"], relay("u", true)],
  [["--readonly", "u"], relay("u", true)],
  [["--readonly=1", "u"], relay("u", true)],
  [["-rr", "u"], relay("u", true)],
  [["--", "u"], relay("u")],
  [["u", "--"], relay("u")],
  [[], wrong],
  [["u", "v"], wrong],
  [["u", "--", "v"], wrong],
  [["--", "-r"], wrong],
  [["-r"], wrong],
  [["-x", "u"], unknown("-x")],
  [["-rx", "u"], unknown("-rx")],
  [["-r=1", "u"], unknown("-r=1")],
  [["--read", "u"], unknown("--read")],
  [["--help=1"], unknown("--help=1")],
  [["-h", "u", "v"], { what: "help" }],
  [["-r", "--help", "-x"], { what: "help" }],
  [["-V", "-h"], { what: "help" }],
  [["-V", "u", "v"], { what: "version" }],
  [["-rV"], { what: "version" }],
  [["--version", "-r"], { what: "version" }],
])("%j", (words, expected) => {
  expect(readWords(words)).toEqual(expected);
});
