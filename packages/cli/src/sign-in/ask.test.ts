// virsh's prompts; interop/sasl-client.test.ts has them beside virsh's on a terminal.
import type { CredentialPrompt } from "@virtgate/client";
import { describe, expect, test } from "vitest";
import { Terminal } from "../terminal.js";
import { Asker } from "./ask.js";
import { HiddenTyping } from "./hidden-line.js";
import { StandardInput } from "./standard-input.js";

/** Input in blocks, as `read` would give them. */
const inputOf = (...blocks: string[]) =>
  new StandardInput(async (maxBytes) => {
    const block = Buffer.from(blocks.shift() ?? "");
    expect(block.length).toBeLessThanOrEqual(maxBytes);
    return block;
  });

test.each<[blocks: string[], lines: string[]]>([
  [["fred\nsecret1\n"], ["fred", "secret1", ""]],
  [
    ["fr", "ed\n", "secret1"],
    ["fred", "secret1", ""],
  ],
  [["\n\n"], ["", "", ""]],
  [[], ["", ""]],
  [["caf\u00e9 \u4e2d\r\n"], ["caf\u00e9 \u4e2d\r", ""]],
  [[`${"a".repeat(1022)}\nb\n`], ["a".repeat(1022), "b"]],
  // As virsh's fgets has a buffer of 1024 bytes.
  [[`${"a".repeat(1100)}\nb\n`], ["a".repeat(1023), "a".repeat(77), "b"]],
  [
    ["a".repeat(1023), "\nb\n"],
    ["a".repeat(1023), "", "b"],
  ],
])("lines of %j", async (blocks, lines) => {
  const input = inputOf(...blocks);
  for (const line of lines) expect(await input.line()).toBe(line);
});

test("prompts on the output, answers from the input", async () => {
  let shown = "";
  const terminal = new Terminal((descriptor, text) => {
    shown += `${descriptor}:${text}|`;
  });
  const prompts: CredentialPrompt[] = [
    { name: "authname", text: "Please enter your authentication name", echo: true },
    { name: "realm", text: "Please enter your realm", echo: true, choices: ["a"] },
  ];
  const request = { host: "hv1", mechanism: "DIGEST-MD5", prompts, signal: undefined };
  const asker = new Asker(terminal, inputOf("fred\nvm\n"));
  expect(await asker.ask(request)).toEqual({ authname: "fred", realm: "vm" });
  expect(shown).toBe("1:Please enter your authentication name: |1:Please enter your realm: |");
});

describe("what is typed without an echo", () => {
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
  ])("%j", (keys, line) => {
    const typing = new HiddenTyping();
    let ended: ReturnType<HiddenTyping["key"]>;
    for (const key of keys) {
      expect(ended).toBeUndefined();
      ended = typing.key(key);
    }
    expect(ended).toEqual(line);
  });
});
