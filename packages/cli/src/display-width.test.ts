// Tables of virsh 9.0.0 for names that are not ASCII, in a UTF-8 and in a C locale.
import { describe, expect, test } from "vitest";
import { cell, isUtf8Locale } from "./display-width.js";
import { formatTable } from "./table.js";

const cells: readonly (readonly [text: string, utf8: string, width: number, c: string])[] = [
  ["plain", "plain", 5, "plain"],
  ["a\u00e9\u4e2d\u6587", "a\u00e9\u4e2d\u6587", 6, "a\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff"],
  ["b\u{1f600}x", "b\u{1f600}x", 4, "b\\xff\\xff\\xff\\xffx"],
  ["Zed\ttab", "Zed\\x09tab", 10, "Zed\\x09tab"],
  ["c e\u0301", "c e\u0301", 3, "c e\\xff\\xff"],
  [
    "d\u200b|\u00ad|\u007f|\u0085|\u00a0",
    "d\u200b|\u00ad|\\x7f|\\xff\\xff|\u00a0",
    19,
    "d\\xff\\xff\\xff|\\xff\\xff|\\x7f|\\xff\\xff|\\xff\\xff",
  ],
  ["back\\slash\\x41", "back\\slash\\x5cx41", 17, "back\\slash\\x5cx41"],
];

describe("cells", () => {
  test.each(cells)("%j", (text, utf8, width, c) => {
    expect(cell(text, true)).toEqual({ text: utf8, width });
    expect(cell(text, false)).toEqual({ text: c, width: c.length });
  });
});

test("a table with wide names", () => {
  const rows = [
    ["1", "a\u00e9\u4e2d\u6587", "running"],
    ["-", "back\\slash\\x41", "shut off"],
  ];
  expect(formatTable(["Id", "Name", "State"], rows, { quiet: false, utf8: true })).toBe(
    " Id   Name                State\n" +
      "------------------------------------\n" +
      " 1    a\u00e9\u4e2d\u6587              running\n" +
      " -    back\\slash\\x5cx41   shut off\n",
  );
  expect(formatTable(["Id", "Name", "State"], rows.slice(0, 1), { quiet: true, utf8: true })).toBe(
    " 1   a\u00e9\u4e2d\u6587   running\n",
  );
  expect(formatTable(["Id", "Name"], [], { quiet: true, utf8: true })).toBe("");
});

test.each([
  [{}, false],
  [{ LANG: "en_US.UTF-8" }, true],
  [{ LANG: "en_US.UTF-8", LC_ALL: "C" }, false],
  [{ LANG: "en_US.UTF-8", LC_CTYPE: "POSIX" }, false],
  [{ LC_ALL: "", LC_CTYPE: "C.utf8" }, true],
])("the locale of %j", (env, utf8) => {
  expect(isUtf8Locale(env)).toBe(utf8);
});
