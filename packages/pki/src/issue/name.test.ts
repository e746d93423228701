import { expect, test } from "vitest";
import { parseDn } from "./name.js";

const good = [
  ["CN=alice", "CN:alice"],
  ["C=GB,ST=London,L=London,O=Example,CN=alice", "C:GB ST:London L:London O:Example CN:alice"],
  ["cn = alice , o = Example Org ", "CN:alice O:Example Org"],
  ["O=Red\\, Hat,CN=name1", "O:Red, Hat CN:name1"],
  ["O=a\\\\,CN=b", "O:a\\ CN:b"],
  ["CN=\\#1", "CN:#1"],
  ["CN=#1", "CN:#1"],
  ["CN=\\ a\\ ", "CN: a "],
  ["CN=a=b", "CN:a=b"],
  ["CN=\\C3\\A9t\\c3\\a9", "CN:été"],
  ["CN=été", "CN:été"],
  ["OU=one,OU=two,CN=x", "OU:one OU:two CN:x"],
  ["DC=org,DC=example,UID=bob,EMAIL=b@example.org", "DC:org DC:example UID:bob EMAIL:b@example.org"],
  ["emailAddress=b@example.org", "EMAIL:b@example.org"],
  ["E=b@example.org,S=Kent", "EMAIL:b@example.org ST:Kent"],
] as const;

test.each(good)("%s", (text, expected) => {
  expect(
    parseDn(text)
      .map(({ type, value }) => `${type}:${value}`)
      .join(" "),
  ).toBe(expected);
});

const refused = [
  ["", /'' in the name is not of the form TYPE=value/],
  ["alice", /'alice' in the name is not of the form TYPE=value/],
  ["CN=", /CN is empty in the name/],
  ["CN=a,", /'' in the name is not of the form/],
  ["XY=a", /'XY' in the name is not one of C, ST, L/],
  ["constructor=a", /'constructor' in the name is not one of/],
  ["C=GBR", /C=GBR is longer than 2 characters/],
  ["C=G1", /C=G1 is not a country of two letters/],
  [`CN=${"x".repeat(65)}`, /is longer than 64 characters/],
  ["CN=a+OU=b", /write \\\+ for \+ in CN of the name/],
  ['CN="a"', /write \\" for " in CN of the name/],
  ["CN=a\\x", /\\x in CN of the name means nothing/],
  ["CN=a\\", /\\ in CN of the name means nothing/],
  ["CN=\\ff", /CN of the name is not UTF-8/],
  ["CN=a\\00b", /CN=a\?b has a character that is none to print/],
  ["CN=a\nb", /CN=a\?b has a character that is none to print/],
  ["EMAIL=é@b", /EMAIL=é@b must be plain ASCII/],
  [Array.from({ length: 65 }, () => "OU=a").join(","), /at most 64 parts/],
  ["CN=".padEnd(8193, "a"), /more than 8192 characters/],
] as const;

test.each(refused)("refused: %s", (text, message) => {
  expect(() => parseDn(text)).toThrow(message);
});
