// virsh's prompts; interop/sasl-client.test.ts has them beside virsh's on a terminal.
import type { CredentialPrompt } from "@virtgate/client";
import { expect, test } from "vitest";
import { Terminal } from "../terminal.js";
import { Asker } from "./ask.js";
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

test("a server's words do not move the cursor", async () => {
  let shown = "";
  const terminal = new Terminal((_, text) => {
    shown += text;
  });
  const prompts: CredentialPrompt[] = [{ name: "answer", text: "a\u001b[2Jb\rc\u009bd\n\te", echo: true }];
  const request = { host: "hv1", mechanism: "keyboard-interactive", prompts, signal: undefined };
  await new Asker(terminal, inputOf("x\n")).ask(request);
  expect(shown).toBe("a?[2Jb?c?d\n\te: ");
});
