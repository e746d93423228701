import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileWatch, fingerprint } from "./watch-files.js";

let folder: string;
let changes: number;
let watch: FileWatch;
const restMs = 60;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-watch-"));
  changes = 0;
});
afterEach(() => {
  watch.stop();
  rmSync(folder, { recursive: true, force: true });
});

const inside = (name: string) => join(folder, name);

function follow(paths: string[], lookEveryMs = 60_000): void {
  watch = new FileWatch(() => changes++, { restMs, lookEveryMs });
  watch.follow(paths, fingerprint(paths));
}

/** Waits until so many changes were seen, and then whether it stays at that. */
async function seen(expected: number): Promise<number> {
  for (let i = 0; i < 100 && changes < expected; i++) await sleep(20);
  await sleep(3 * restMs);
  return changes;
}

const rows: [string, () => void | Promise<void>][] = [
  ["written over", () => writeFileSync(inside("a"), "another text")],
  [
    "replaced by a rename",
    () => {
      writeFileSync(inside("new"), "two");
      renameSync(inside("new"), inside("a"));
    },
  ],
  ["removed", () => unlinkSync(inside("a"))],
  [
    "removed and made again",
    () => {
      unlinkSync(inside("a"));
      writeFileSync(inside("a"), "one");
    },
  ],
  [
    "written bit by bit",
    async () => {
      writeFileSync(inside("a"), "");
      for (let i = 0; i < 8; i++) {
        await sleep(restMs / 3);
        appendFileSync(inside("a"), "more\n");
      }
    },
  ],
  [
    "both of two files, one after the other",
    () => {
      writeFileSync(inside("a"), "2");
      writeFileSync(inside("b"), "2");
    },
  ],
];

describe("with help from the system", () => {
  test.each(rows)("a file that is %s is one change", async (_title, act) => {
    for (const name of ["a", "b"]) writeFileSync(inside(name), "one");
    follow([inside("a"), inside("b")]);
    await act();
    expect(await seen(1)).toBe(1);
  });

  test("a link that leads elsewhere, as Kubernetes moves its folders", async () => {
    for (const name of ["old", "new"]) {
      mkdirSync(inside(name));
      writeFileSync(join(inside(name), "a"), name);
    }
    symlinkSync("old", inside("current"));
    symlinkSync("current/a", inside("a"));
    follow([inside("a")]);
    symlinkSync("new", inside("next"));
    renameSync(inside("next"), inside("current"));
    expect(await seen(1)).toBe(1);
    writeFileSync(join(inside("new"), "a"), "newer still");
    expect(await seen(2)).toBe(2);
  });

  test("what changed between reading and watching is noticed", async () => {
    writeFileSync(inside("a"), "one");
    const before = fingerprint([inside("a")]);
    writeFileSync(inside("a"), "another");
    watch = new FileWatch(() => changes++, { restMs, lookEveryMs: 60_000 });
    watch.follow([inside("a")], before);
    expect(await seen(1)).toBe(1);
  });

  test("other files of the folder do not matter", async () => {
    writeFileSync(inside("a"), "one");
    follow([inside("a")]);
    writeFileSync(inside("other"), "x");
    expect(await seen(0)).toBe(0);
  });

  test("nothing is noticed after the end", async () => {
    writeFileSync(inside("a"), "one");
    follow([inside("a")]);
    watch.stop();
    writeFileSync(inside("a"), "another");
    expect(await seen(0)).toBe(0);
  });
});

test("without it, by looking now and then: also a folder that is not there yet", async () => {
  follow([join(inside("folder"), "a")], 50);
  mkdirSync(inside("folder"));
  writeFileSync(join(inside("folder"), "a"), "one");
  expect(await seen(1)).toBe(1);
});
