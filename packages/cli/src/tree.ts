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

/**
 * The lines of each root with what is below it, in the order in which they are given, one by one: those of a deep tree
 * are long, and together more than a text can hold. Nothing calls itself.
 */
export function* treeLines(nodes: readonly TreeNode[]): Generator<string> {
  const children = new Map<string, string[]>();
  for (const { name, parent } of nodes) {
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [name]);
    else siblings.push(name);
  }
  for (const { name, parent } of nodes) {
    if (parent === undefined) yield* rootLines(name, children);
  }
}

function* rootLines(root: string, children: ReadonlyMap<string, readonly string[]>): Generator<string> {
  const waiting: Branch[] = [{ name: root, indent: "", root: true, last: true }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, indent, root: isRoot, last } = next;
    yield `${indent}${isRoot ? "" : "+- "}${name}\n`;
    const below = isRoot ? indent : `${indent}${last ? " " : "|"} `;
    const own = children.get(name) ?? [];
    if (own.length > 0) yield `${below}  |\n`;
    else if (last) yield `${below}\n`;
    own.toReversed().forEach((child, at) => {
      waiting.push({ name: child, indent: `${below}  `, root: false, last: at === 0 });
    });
  }
}
