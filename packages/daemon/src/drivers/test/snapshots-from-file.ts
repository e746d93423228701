// The snapshots of a domain in a host file: `<test:domainsnapshot>`, each there or in a file of its own.

import type { XmlElement } from "../../definitions/index.js";
import { isMarkedActive, parseSnapshotElement } from "../../definitions/moment/index.js";
import type { TestDomain } from "./domain.js";
import { momentContext } from "./moment-context.js";
import { internal } from "./refusals.js";

/** Gives an element itself, or the document that it refers to. */
export type Resolve = (element: XmlElement) => Promise<XmlElement>;

const rootName = "domainsnapshot";

/** One after another: the first that cannot be taken in ends it. */
export async function addSnapshots(
  { snapshots, ref }: TestDomain,
  elements: readonly XmlElement[],
  resolved: Resolve,
): Promise<void> {
  for (const element of elements) {
    const found = await resolved(element);
    // In the host file its name has the prefix of the namespace.
    const root = found === element ? { ...element, name: rootName } : found;
    const definition = parseSnapshotElement(root, momentContext(true));
    const active = isMarkedActive(root);
    const snapshot = snapshots.add(definition);
    if (!active) continue;
    if (snapshots.current !== undefined) throw internal("more than one snapshot claims to be active");
    snapshots.current = snapshot;
  }
  if (!snapshots.relate()) throw internal(`Snapshots have inconsistent relations for domain ${ref.name}`);
}
