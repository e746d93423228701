import { expect, test } from "vitest";
import type { UserContext } from "./context.js";
import { shellWord, whoIs } from "./target.js";

const context = { hostname: "HV1.Example.org" } as UserContext;

test.each([
  // name, -u, user and realm
  ["fred", undefined, "fred hv1.example.org"],
  ["fred", "Other", "fred Other"],
  ["joe@other.realm", undefined, "joe other.realm"],
  ["joe@other.realm", "other.realm", "joe other.realm"],
  ["joe@a@b", undefined, "joe a@b"],
  ["  fred\t", undefined, "fred hv1.example.org"],
  ["Jürgen", undefined, "Jürgen hv1.example.org"],
  ["with space", undefined, "with space hv1.example.org"],
])("%j, -u %s", (name, realm, expected) => {
  const who = whoIs(name, realm === undefined ? {} : { realm }, context);
  expect(`${who.user} ${who.realm}`).toBe(expected);
});

test.each([
  ["", undefined, /'' is no name for a user: it is empty or begins or ends with white space/],
  [" ", undefined, /it is empty/],
  ["@realm", undefined, /'@realm' has no name in front of the realm/],
  ["fred@", undefined, /'fred@' has no realm behind the '@'/],
  ["fred", "", /the realm is empty/],
  ["fred", " x", /white space/],
  ["joe@a", "b", /'joe@a' is in the realm 'a', and -u says 'b'/],
  [
    "a\nb",
    undefined,
    /^'a\\x\{a\}b' is no name for a user: the user name has characters that cannot be kept/,
  ],
  ["a\u0000b", undefined, /is no name for a user/],
  ["\ufffd", undefined, /not UTF-8/],
  ["x".repeat(2000), undefined, /longer than 1024 bytes/],
])("%j, -u %s is refused", (name, realm, message) => {
  expect(() => whoIs(name, realm === undefined ? {} : { realm }, context)).toThrow(message);
});

test.each([
  ["fred", "fred"],
  ["fred@hv1.example.org", "fred@hv1.example.org"],
  ["a b", "'a b'"],
  ["a'b;rm", "'a'\\''b;rm'"],
  ["$(x)\n", "'$(x)\\x{a}'"],
])("%j in a command", (text, expected) => {
  expect(shellWord(text)).toBe(expected);
});
