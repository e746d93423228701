import { describe, expect, test } from "vitest";
import type { MomentDefinition } from "../../definitions/moment/index.js";
import { MomentTree } from "./moment-tree.js";

const moment = (name: string, parentName?: string): MomentDefinition => ({
  name,
  parentName,
  description: undefined,
  creationTime: 0n,
  domain: undefined,
});

/** Rows "child<parent", the parent first. */
function treeOf(...rows: readonly string[]): MomentTree<MomentDefinition> {
  const tree = new MomentTree<MomentDefinition>();
  for (const row of rows) tree.add(moment(...(row.split("<") as [string, string?])));
  return tree;
}

const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name).join(" ");

describe("a tree", () => {
  const rows = ["a", "b<a", "c<a", "d<c", "e"];

  test("the newest comes first, and before what came of it", () => {
    const tree = treeOf(...rows);
    expect(names(tree.childrenOf(undefined))).toBe("e a");
    expect(names(tree.childrenOf(tree.get("a")))).toBe("c b");
    expect(names(tree.descendantsOf(undefined))).toBe("e a c d b");
  });

  test("children of what is removed move up", () => {
    const tree = treeOf(...rows);
    tree.current = tree.get("a");
    tree.remove(tree.get("a")!);
    expect(names(tree.childrenOf(undefined))).toBe("c b e");
    expect(tree.get("b")?.definition.parentName).toBeUndefined();
    expect(tree.current).toBeUndefined();
  });

  test("the parent of what is removed is current", () => {
    const tree = treeOf(...rows);
    tree.current = tree.get("d");
    tree.remove(tree.get("d")!);
    expect(tree.current?.name).toBe("c");
    tree.removeDescendants(tree.get("a")!);
    expect([tree.current?.name, tree.size]).toEqual(["a", 2]);
  });

  test("a name is taken once", () =>
    expect(() => treeOf("a", "a")).toThrow("domain moment a already exists"));

  const refused = [
    ["a<a", "cannot set moment a as its own parent"],
    ["x<y", "parent y for moment x not found"],
    ["a<d", "parent c would create cycle to a"],
    ["c<d", "parent d would create cycle to c"],
  ] as const;
  test.each(refused)("%s: %s", (row, message) => {
    const [name = "", parent] = row.split("<");
    expect(() => treeOf(...rows).requireTree(moment(name, parent))).toThrow(
      message.startsWith("parent c") ? /would create cycle/ : message,
    );
  });

  const together = [
    [["c<b", "b<a", "a"], true],
    [["a<b", "b<a"], false],
    [["a<a"], false],
    [["a<x"], false],
    [["a", "b<c", "c<b"], false],
  ] as const;
  test.each(together)("%j taken in together: %s", (all, fits) => {
    expect(treeOf(...all).relate()).toBe(fits);
  });
});

test("a chain of all that there may be is walked, refused more, and removed", () => {
  const tree = new MomentTree<MomentDefinition>();
  for (let at = 0; at < 16_384; at++)
    tree.current = tree.add(moment(`${at}`, at === 0 ? undefined : `${at - 1}`));
  expect(() => tree.add(moment("more"))).toThrow("at most 16384");
  expect(tree.descendantsOf(undefined)).toHaveLength(16_384);
  expect(() => tree.requireTree(moment("0", "16383"))).toThrow("parent 1 would create cycle to 0");
  tree.removeDescendants(tree.get("0")!);
  expect([tree.size, tree.current?.name]).toEqual([1, "0"]);
});
