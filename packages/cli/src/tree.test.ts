import { describe, expect, test } from "vitest";
import { splitList } from "./string-list.js";
import { treeLines } from "./tree.js";

/** Rows "child<parent" as virsh 9.0.0 draws them. */
const drawn: readonly (readonly [rows: string, tree: string])[] = [
  ["", ""],
  ["a", "a\n\n"],
  ["a b", "a\n\nb\n\n"],
  ["a b<a", "a\n  |\n  +- b\n    \n"],
  ["a b<a c<a d<c", "a\n  |\n  +- b\n  +- c\n      |\n      +- d\n        \n"],
  ["a b<a c<b d<a", "a\n  |\n  +- b\n  |   |\n  |   +- c\n  |     \n  +- d\n    \n"],
  // A parent that is not listed hides what is below it.
  ["b<a", ""],
];

describe("trees", () => {
  test.each(drawn)("%s", (rows, tree) => {
    const nodes = rows
      .split(" ")
      .filter((row) => row !== "")
      .map((row) => row.split("<"))
      .map(([name = "", parent]) => ({ name, parent }));
    expect([...treeLines(nodes)].join("")).toBe(tree);
  });

  test("a chain of thousands", () => {
    const nodes = Array.from({ length: 5_000 }, (_, at) => ({
      name: `${at}`,
      parent: at === 0 ? undefined : `${at - 1}`,
    }));
    let lines = 0;
    for (const line of treeLines(nodes)) if (line.endsWith("\n")) lines++;
    expect(lines).toBe(10_000);
  });
});

describe("lists in one word", () => {
  test.each([
    ["", [""]],
    ["a", ["a"]],
    ["a,b", ["a", "b"]],
    ["a,,b", ["a,b"]],
    ["a,,,b", ["a,", "b"]],
    [",", ["", ""]],
    ["a,", ["a", ""]],
  ])("%j", (text, words) => expect(splitList(text)).toEqual(words));
});
