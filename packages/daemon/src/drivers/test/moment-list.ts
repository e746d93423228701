// Which snapshots or checkpoints of a domain a client gets to see.

import type { MomentDefinition } from "../../definitions/moment/index.js";
import type { Moment, MomentTree } from "./moment-tree.js";

export interface MomentQuery<Definition extends MomentDefinition> {
  /** Below this one; undefined: of the whole domain. */
  readonly from: Moment<Definition> | undefined;
  /** All generations, instead of the nearest. */
  readonly deep: boolean;
  readonly topological: boolean;
  readonly leaves: boolean;
  readonly noLeaves: boolean;
  passes?(definition: Definition): boolean;
}

export function selectMoments<Definition extends MomentDefinition>(
  tree: MomentTree<Definition>,
  query: MomentQuery<Definition>,
): Moment<Definition>[] {
  const { from, deep, topological, leaves, noLeaves, passes } = query;
  const found = !deep
    ? tree.childrenOf(from)
    : from === undefined && !topological
      ? [...tree.values()]
      : tree.descendantsOf(from);
  return found.filter(({ children, definition }) => {
    if (leaves && children.size > 0) return false;
    if (noLeaves && children.size === 0) return false;
    return passes?.(definition) ?? true;
  });
}
