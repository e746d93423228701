// Agents of every kind, none of which is the real one: that is in interop/polkit.test.ts.

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PolkitAgent } from "./polkit-agent.js";

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-agent-"));
  env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, FOLDER: folder };
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = 1e6;
const terms = { startMs: never, stopMs: never, terminal: "/dev/null" };

function agent(script: string): void {
  writeFileSync(join(folder, "pkttyagent"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "pkttyagent"), 0o755);
}

test("one that is there says so by closing the descriptor, and ends when it is told to", async () => {
  agent(
    'echo "$*" > $FOLDER/words; trap "echo > $FOLDER/ended; exit" TERM; exec 3>&-; while :; do sleep 0.01; done',
  );
  const started = await PolkitAgent.start(env, terms);
  const words = `--process ${process.pid} --notify-fd 3 --fallback\n`;
  expect(readFileSync(join(folder, "words"), "utf8")).toBe(words);
  await started!.stop();
  expect(existsSync(join(folder, "ended"))).toBe(true);
});

test.each([
  ["that fails", "exit 127"],
  ["that is killed", "kill -9 $$"],
])("one %s is waited for no longer", async (_, script) => {
  agent(script);
  await (await PolkitAgent.start(env, terms))!.stop();
});

test("one that is never there, and does not want to end", async () => {
  agent('trap "" TERM; while :; do sleep 0.01; done');
  const started = await PolkitAgent.start(env, { ...terms, startMs: 1, stopMs: 1 });
  await started!.stop();
});

test("no such program", async () => {
  const started = await PolkitAgent.start({ PATH: folder }, terms);
  await started?.stop();
});

test("no terminal", async () => {
  agent("echo > $FOLDER/words");
  expect(await PolkitAgent.start(env, { ...terms, terminal: join(folder, "none") })).toBeUndefined();
  expect(existsSync(join(folder, "words"))).toBe(false);
});
