// Trees in virsh's layout: a device below its parent, a snapshot below the one that it came of.

export interface TreeNode {
  readonly name: string;
  /** Undefined: a root. */
  readonly parent: string | undefined;
}

/** What is still to be drawn: the last of its siblings is marked, and closes their line. */
interface Branch {
  readonly name: string;
  readonly indent: string;
  readonly root: boolean;
  readonly last: boolean;
}

/** Each root with what is below it, in the order in which they are given. Trees may be deep: nothing calls itself. */
export function formatTree(nodes: readonly TreeNode[]): string {
  const children = new Map<string, string[]>();
  for (const { name, parent } of nodes) {
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [name]);
    else siblings.push(name);
  }
  const lines: string[] = [];
  for (const { name, parent } of nodes) {
    if (parent === undefined) drawRoot(name, children, lines);
  }
  return lines.map((line) => `${line}\n`).join("");
}

function drawRoot(root: string, children: ReadonlyMap<string, readonly string[]>, lines: string[]): void {
  const waiting: Branch[] = [{ name: root, indent: "", root: true, last: true }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, indent, root: isRoot, last } = next;
    lines.push(`${indent}${isRoot ? "" : "+- "}${name}`);
    const below = isRoot ? indent : `${indent}${last ? " " : "|"} `;
    const own = children.get(name) ?? [];
    if (own.length > 0) lines.push(`${below}  |`);
    else if (last) lines.push(below);
    own.toReversed().forEach((child, at) => {
      waiting.push({ name: child, indent: `${below}  `, root: false, last: at === 0 });
    });
  }
}
