// What Cyrus SASL 2.1.28 makes of user names, seen with its PLAIN mechanism and its user database.
import { expect, test } from "vitest";
import { canonicalName, userAndRealm } from "./names.js";

test.each([
  ["fred", undefined, "fred"],
  ["Fred", undefined, "Fred"],
  [" fred\t\r\n", undefined, "fred"],
  ["two words", undefined, "two words"],
  ["fred@hv1", undefined, "fred@hv1"],
  ["fred", "hv1", "fred@hv1"],
  ["fred@hv2", "hv1", "fred@hv2"],
  ["\u00a0fred", undefined, "\u00a0fred"], // no space in the C locale
  ["ﬁ", undefined, "ﬁ"], // nothing is prepared
])("%j in realm %j is %j", (name, realm, canonical) => {
  expect(canonicalName(name, realm)).toBe(canonical);
});

test.each(["", " ", "\t\n", "a\0b", "x".repeat(1025), "ü".repeat(513)])("%j is no name", (name) => {
  expect(() => canonicalName(name)).toThrow(/SASL/);
});

test.each([
  ["fred", "fred", "hv1"],
  ["joe@other.realm", "joe", "other.realm"],
  ["a@b@c", "a", "b@c"],
  ["fred@", "fred", ""],
  ["@hv1", "", "hv1"],
])("%j is %j in %j", (name, user, realm) => {
  expect(userAndRealm(name, "hv1")).toEqual({ user, realm });
});
