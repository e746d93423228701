// The shell's input: lines from a pipe however it is cut, and the history of typed ones.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Shell } from "../shell.js";
import { Terminal } from "../terminal.js";
import { History, historyPath, historySize } from "./history.js";
import { PipedLines } from "./piped-lines.js";

const place = { file: "history", sizeVariable: "VIRSH_HISTSIZE" };

async function readPiped(text: string, chunkBytes: number): Promise<{ lines: string[]; shown: string }> {
  let shown = "";
  const terminal = new Terminal((_, written) => {
    shown += written;
  });
  const globals = { escape: "^]" } as Shell["globals"];
  async function* chunks() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const reader = new PipedLines(new Shell(terminal, globals, {}, true), chunks());
  const lines: string[] = [];
  for (let line = await reader.next("> "); line !== undefined; line = await reader.next("> "))
    lines.push(line);
  return { lines, shown };
}

describe("piped lines", () => {
  test.each([
    ["", []],
    ["a\n", ["a"]],
    ["a", ["a"]],
    ["a\n\nb\n", ["a", "", "b"]],
    ["caf\u00e9 \u4e2d\nb", ["caf\u00e9 \u4e2d", "b"]],
  ])("%j", async (text, lines) => {
    for (const chunkBytes of [1, 2, 3, 1000]) {
      const read = await readPiped(text, chunkBytes);
      expect(read.lines).toEqual(lines);
      expect(read.shown).toBe(`${lines.map((line) => `> ${line}\n`).join("")}> `);
    }
  });
});

describe("history", () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), "virtgate-history-"));
  });
  afterEach(() => rmSync(cache, { recursive: true, force: true }));

  test("lasts, newest first, for the user only", () => {
    const env = { XDG_CACHE_HOME: cache, VIRSH_HISTSIZE: "3" };
    const first = new History(env, place, () => {});
    for (const line of ["a", "", "b", "c", "d"]) first.add(line);
    first.save();
    const path = historyPath(env, place.file)!;
    expect(path).toBe(join(cache, "virtgate", "history"));
    expect(readFileSync(path, "utf8")).toBe("b\nc\nd\n");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(new History(env, place, () => {}).newestFirst()).toEqual(["d", "c", "b"]);
  });

  test.each([
    [undefined, 500, []],
    ["7", 7, []],
    ["0", 0, []],
    ["abc", 500, ["Bad $VIRSH_HISTSIZE value."]],
    ["-1", 500, ["Bad $VIRSH_HISTSIZE value."]],
    ["99999999999", 500, ["$VIRSH_HISTSIZE value should be between 0 and 500000"]],
  ])("a size of %j", (value, size, complaints) => {
    const said: string[] = [];
    expect(historySize({ VIRSH_HISTSIZE: value }, "VIRSH_HISTSIZE", (text) => said.push(text))).toBe(size);
    expect(said).toEqual(complaints);
  });
});
