import { expect, test } from "vitest";
import { HiddenTyping } from "./hidden-typing.js";

test.each<[keys: string, line: ReturnType<HiddenTyping["key"]>]>([
  ["secret1\r", { kind: "line", text: "secret1" }],
  ["\n", { kind: "line", text: "" }],
  ["sex\u007f\bcret\n", { kind: "line", text: "scret" }],
  ["wrong\u0015right\n", { kind: "line", text: "right" }],
  ["\u007f\u007fa\n", { kind: "line", text: "a" }],
  ["\u4e2d\u00e9\u007f\n", { kind: "line", text: "\u4e2d" }],
  ["\u0004", { kind: "end" }],
  ["a\u0004b\n", { kind: "line", text: "ab" }],
  ["abc\u0003", { kind: "interrupt" }],
  ["abc", undefined],
  ["0123456789ab\n", { kind: "line", text: "0123456789" }],
])("%j", (keys, line) => {
  const typing = new HiddenTyping(10);
  let ended: ReturnType<HiddenTyping["key"]>;
  for (const key of keys) {
    expect(ended).toBeUndefined();
    ended = typing.key(key);
  }
  expect(ended).toEqual(line);
});
