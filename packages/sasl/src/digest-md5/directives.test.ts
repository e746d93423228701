import { expect, test } from "vitest";
import { randomNumbers, seed } from "../testing/random.js";
import { joinDirectives, maxResponseBytes, parseDirectives, parseMaxbuf, quoted } from "./directives.js";

const parse = (text: string) => parseDirectives(Buffer.from(text, "latin1"), maxResponseBytes);

const good: [string, string, string | undefined][] = [
  ['username="fred"', "username", "fred"],
  ["username=fred", "username", "fred"],
  ['USERNAME="fred"', "username", "fred"],
  ['a=b , username = "fred" ,, c=d,', "username", "fred"],
  ['username="a\\"b\\\\c"', "username", 'a"b\\c'],
  ['username="a,b=c"', "username", "a,b=c"],
  ['username=""', "username", ""],
  ['username="jos\xc3\xa9"', "username", "jos\xc3\xa9"],
  ["", "username", undefined],
  ["nc=00000001", "nc", "00000001"],
];
test.each(good)("%s", (text, name, value) => {
  expect(parse(text).optional(name)).toBe(value);
});

test.each([
  "username",
  'username"fred"',
  "username=",
  'username="fred',
  'username="fred\\"',
  'username="a"b"',
  'username="a" b',
  '="x"',
  'username="a\0b"',
  'username="a\nb"',
  "username=a/b",
  "us er=a",
  "user\xe9=a",
])("%s is refused", (text) => {
  expect(() => parse(text)).toThrow("SASL(-13): authentication failure: Parse error");
});

test("what may stand once, and what may stand more often", () => {
  const twice = parse('realm="a",realm="b"');
  expect(twice.all("realm")).toEqual(["a", "b"]);
  expect(() => twice.optional("realm")).toThrow("duplicate realm");
  expect(() => twice.required("nonce")).toThrow("required parameters missing: nonce");
  expect(parse('qop="auth, AUTH-INT,,"').list("qop")).toEqual(["auth", "auth-int"]);
});

test("what is quoted is read back", () => {
  for (const value of ["", "fred", 'a"b', "a\\", '\\"', "a,b", "\xc3\xa9"]) {
    expect(parseDirectives(joinDirectives("x=1", quoted("v", value), undefined), 100).required("v")).toBe(
      value,
    );
  }
  expect(() => quoted("username", "a\nb")).toThrow("a control character in the username");
});

test.each([
  ["0", 0],
  ["65536", 65_536],
  ["99999999999999999999", 999_999_999],
  [undefined, undefined],
])("maxbuf %s", (text, number) => {
  expect(parseMaxbuf(text)).toBe(number);
});
test.each(["-1", "1.5", "0x10", " 1", ""])("maxbuf %s is refused", (text) => {
  expect(() => parseMaxbuf(text)).toThrow("Invalid maxbuf");
});

test("the longest message, and one more byte", () => {
  const text = (length: number) => `a="${"x".repeat(length - 4)}"`;
  expect(parse(text(4095)).required("a")).toHaveLength(4091);
  expect(() => parse(text(4096))).toThrow("a message of 4096 bytes, 4095 at most");
});

test(`100,000 hostile messages, seed ${seed}`, () => {
  const random = randomNumbers(seed);
  const parts = [
    'username="fred"',
    "nc=1",
    ",",
    '"',
    "\\",
    "=",
    "realm",
    " ",
    "\t",
    '=""',
    "\0",
    "\xff",
    "x".repeat(40),
  ];
  for (let round = 0; round < 100_000; round++) {
    let text = "";
    for (let count = random(12); count > 0; count--) {
      text += random(5) === 0 ? String.fromCharCode(random(256)) : parts[random(parts.length)];
    }
    try {
      const directives = parse(text);
      for (const name of ["username", "nc", "realm"]) directives.all(name);
    } catch (error) {
      expect(error).toMatchObject({ name: "SaslError" });
    }
  }
});
