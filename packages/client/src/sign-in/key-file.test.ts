// The rows are what GLib 2.74 makes of the same bytes; interop/auth-file.test.ts asks it about random ones.
import { expect, test } from "vitest";
import { KeyFile } from "./key-file.js";

const parse = (text: string) => KeyFile.parse(Buffer.from(text, "latin1"));

/** The value of `k` in the group `a`; undefined where the group has no such key. */
const values: [text: string, value: string | undefined][] = [
  ["[a]\nk=v", "v"],
  ["[a]\nk=v\n", "v"],
  ["[a]\r\nk=v\r\n", "v"],
  ["[a]\nk=v\r", "v\r"],
  ["\n\n# [x]\n  # y\n[a]\n\t k\t=\t v \n", "v "],
  ["[a] \t\nk=v", "v"],
  ["[a]\nk=1\nk=2\n", "2"],
  ["[a]\nk=1\n[b]\nk=2\n[a]\nx=3\n", "1"],
  ["[a]\nk=1\n[b]\nk=2\n[a]\nk=3\n", "3"],
  ["[a]\nk=\n", ""],
  ["[a]\nk==v\n", "=v"],
  ["[a]\nk=#v\n", "#v"],
  ["[a]\nk=\\s\\t\\n\\r\\\\\\s\n", " \t\n\r\\ "],
  ["[a]\nk=a\\xb\n", "a\\xb"],
  ["[a]\nk=a\\\n", "a"],
  ["[a]\nk=\xc3\xa4\n", "\u00e4"],
  ["[a]\nk=\xe4\n", undefined],
  ["[a]\nk[de]=v\n", undefined],
  ["[a]\nK=v\n", undefined],
  ["[A]\nk=v\n", undefined],
  ["[a]\nk=v\0w\n", "v"],
  ["", undefined],
];

test.each(values)("%j", (text, value) => {
  expect(parse(text)?.string("a", "k")).toBe(value);
  expect(parse(text)).toBeDefined();
});

test.each([
  "k=v",
  "[a]\nk",
  "[a]\n=v",
  "[a]\n[]\n",
  "[a]x\n",
  "[a\n",
  "[a[b]\n",
  "[a\tb]\n",
  "[a]\nk[=v",
  "[a]\nk]=v",
  "[a]\nk [de]=v",
  "[a]\nEncoding=latin1",
  "\xef\xbb\xbf[a]\n",
  "[a]\n\v\n",
])("%j is refused", (text) => {
  expect(parse(text)).toBeUndefined();
});

test("groups beyond the limit", () => {
  let text = "";
  for (let i = 0; i < 70_000; i++) text += `[${i}]\n`;
  expect(parse(text)).toBeUndefined();
});

test("names are what they are, also those of objects", () => {
  const file = parse("[a]\nk=v\n")!;
  expect(file.hasGroup("constructor")).toBe(false);
  expect(file.string("a", "__proto__")).toBeUndefined();
  expect(parse("[\xc3\xa4]\nk=v")!.string("\u00e4", "k")).toBe("v");
});
