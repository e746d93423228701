// Snapshots of domains: looking at them, and deleting them. Nothing is copied; a snapshot is what is said about it.

import {
  DomainSnapshotDeleteFlags,
  DomainSnapshotListFlags,
  DomainSnapshotXMLFlags,
  DomainState,
} from "@virtgate/protocol/constants";
import {
  DISK_SNAPSHOT,
  formatSnapshot,
  isExternal,
  type SnapshotDefinition,
} from "../../definitions/moment/index.js";
import type { DomainSnapshotDriver, MomentRef } from "../domain-snapshot-driver.js";
import type { DomainRef } from "../driver.js";
import type { TestDomain } from "./domain.js";
import type { DomainTable } from "./domain-table.js";
import { selectMoments } from "./moment-list.js";
import type { Moment } from "./moment-tree.js";
import { noSnapshot, onlyFlags } from "./refusals.js";
import { snapshotCreate } from "./snapshot-create.js";
import { snapshotRevert } from "./snapshot-revert.js";

const only = DomainSnapshotListFlags;
const knownFilters = Object.values(only).reduce((all, flag) => all | flag, 0);

export type Snapshot = Moment<SnapshotDefinition>;

/** Whether exactly one of two filters was given: both together are none. */
const oneOf = (flags: number, one: number, other: number) =>
  (flags & one) !== 0 && (flags & other) !== 0 ? 0 : flags & (one | other);

function passing(flags: number): (snapshot: SnapshotDefinition) => boolean {
  const states = only.inactive | only.active | only.diskOnly;
  const state = (flags & states) === states ? 0 : flags & states;
  const place = oneOf(flags, only.internal, only.external);
  return (snapshot) => {
    if (state !== 0 && (state & stateFilter(snapshot)) === 0) return false;
    if (place === only.internal && isExternal(snapshot)) return false;
    return place !== only.external || isExternal(snapshot);
  };
}

function stateFilter({ state }: SnapshotDefinition): number {
  if (state === DomainState.shutoff) return only.inactive;
  return state === DISK_SNAPSHOT ? only.diskOnly : only.active;
}

function select(domain: TestDomain, flags: number, from?: Snapshot): Snapshot[] {
  // Everything about them is kept here: none is without such metadata.
  if ((flags & (only.metadata | only.noMetadata)) === only.noMetadata) return [];
  const widened = (flags & only.descendants) !== 0;
  return selectMoments(domain.snapshots, {
    from,
    // Below a snapshot the flag means all generations; without one, the first generation alone.
    deep: from === undefined ? !widened : widened,
    topological: (flags & only.topological) !== 0,
    leaves: (flags & only.leaves) !== 0,
    noLeaves: (flags & only.noLeaves) !== 0,
    passes: passing(flags),
  });
}

/** The record of a snapshot that a client names, and that of its domain. */
export function findSnapshot(table: DomainTable, { name, dom }: MomentRef) {
  const domain = table.find(dom);
  return { domain, snapshot: snapshotNamed(domain, name) };
}

function snapshotNamed(domain: TestDomain, name: string): Snapshot {
  const found = domain.snapshots.get(name);
  if (found === undefined) throw noSnapshot(`no domain snapshot with matching name '${name}'`);
  return found;
}

const refs = (dom: DomainRef, all: readonly Snapshot[]): MomentRef[] =>
  all.map(({ name }) => ({ name, dom }));
const names = (all: readonly Snapshot[]) => all.map(({ name }) => name);

export function domainSnapshots(table: DomainTable): DomainSnapshotDriver {
  const listed = (where: string, domain: DomainRef, flags: number) => {
    onlyFlags(where, flags, knownFilters);
    return select(table.find(domain), flags);
  };
  const listedBelow = (where: string, ref: MomentRef, flags: number) => {
    onlyFlags(where, flags, knownFilters);
    const { domain, snapshot } = findSnapshot(table, ref);
    return select(domain, flags, snapshot);
  };
  return {
    createXml: (ref, xml, flags) => snapshotCreate(table, ref, xml, flags),
    revert: (ref, flags) => snapshotRevert(table, ref, flags),

    count: (domain, flags) => listed("testDomainSnapshotNum", domain, flags).length,
    names: (domain, flags) => names(listed("testDomainSnapshotListNames", domain, flags)),
    list: (domain, flags) => refs(domain, listed("testDomainListAllSnapshots", domain, flags)),
    countChildren: (ref, flags) => listedBelow("testDomainSnapshotNumChildren", ref, flags).length,
    childNames: (ref, flags) => names(listedBelow("testDomainSnapshotListChildrenNames", ref, flags)),
    listChildren: (ref, flags) => refs(ref.dom, listedBelow("testDomainSnapshotListAllChildren", ref, flags)),

    lookupByName(dom, name, flags) {
      onlyFlags("testDomainSnapshotLookupByName", flags);
      snapshotNamed(table.find(dom), name);
      return { name, dom };
    },

    hasCurrent(domain, flags) {
      onlyFlags("testDomainHasCurrentSnapshot", flags);
      return table.find(domain).snapshots.current !== undefined;
    },

    current(dom, flags) {
      onlyFlags("testDomainSnapshotCurrent", flags);
      const { current } = table.find(dom).snapshots;
      if (current === undefined) throw noSnapshot("the domain does not have a current snapshot");
      return { name: current.name, dom };
    },

    parent(ref, flags) {
      onlyFlags("testDomainSnapshotGetParent", flags);
      const { parentName } = findSnapshot(table, ref).snapshot.definition;
      if (parentName === undefined) throw noSnapshot(`snapshot '${ref.name}' does not have a parent`);
      return { name: parentName, dom: ref.dom };
    },

    isCurrent(ref, flags) {
      onlyFlags("testDomainSnapshotIsCurrent", flags);
      const { domain, snapshot } = findSnapshot(table, ref);
      return domain.snapshots.current === snapshot;
    },

    hasMetadata(ref, flags) {
      onlyFlags("testDomainSnapshotHasMetadata", flags);
      findSnapshot(table, ref);
      return true;
    },

    xml(ref, flags) {
      onlyFlags("testDomainSnapshotGetXMLDesc", flags, DomainSnapshotXMLFlags.secure);
      const secure = (flags & DomainSnapshotXMLFlags.secure) !== 0;
      return formatSnapshot(findSnapshot(table, ref).snapshot.definition, ref.dom.uuid, { secure });
    },

    delete(ref, flags) {
      const { children, childrenOnly } = DomainSnapshotDeleteFlags;
      onlyFlags("testDomainSnapshotDelete", flags, children | childrenOnly);
      const { domain, snapshot } = findSnapshot(table, ref);
      if ((flags & (children | childrenOnly)) !== 0) domain.snapshots.removeDescendants(snapshot);
      if ((flags & childrenOnly) === 0) domain.snapshots.remove(snapshot);
    },
  };
}
