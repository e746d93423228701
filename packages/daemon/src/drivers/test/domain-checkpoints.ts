// Checkpoints of domains. Nothing is noted of blocks that change; a checkpoint is what is said about it.

import {
  DomainCheckpointCreateFlags,
  DomainCheckpointDeleteFlags,
  DomainCheckpointListFlags,
  DomainCheckpointXMLFlags,
} from "@virtgate/protocol/constants";
import {
  alignCheckpointDisks,
  type CheckpointDefinition,
  formatCheckpoint,
  nameBitmaps,
  parseCheckpoint,
  requireOwnUuid,
} from "../../definitions/moment/index.js";
import type { DomainCheckpointDriver, MomentRef } from "../domain-snapshot-driver.js";
import type { DomainRef } from "../driver.js";
import { notRunning } from "../refusals.js";
import { copyForSnapshot } from "./definition.js";
import type { TestDomain } from "./domain.js";
import type { DomainTable } from "./domain-table.js";
import { momentContext } from "./moment-context.js";
import { selectMoments } from "./moment-list.js";
import type { Moment } from "./moment-tree.js";
import { noCheckpoint, onlyFlags, unsupported } from "./refusals.js";

const only = DomainCheckpointListFlags;
const knownFilters = Object.values(only).reduce((all, flag) => all | flag, 0);

type Checkpoint = Moment<CheckpointDefinition>;

function checkpointNamed(domain: TestDomain, name: string): Checkpoint {
  const found = domain.checkpoints.get(name);
  if (found === undefined) throw noCheckpoint(`no domain checkpoint with matching name '${name}'`);
  return found;
}

function select(domain: TestDomain, flags: number, from?: Checkpoint): Checkpoint[] {
  const widened = (flags & only.descendants) !== 0;
  return selectMoments(domain.checkpoints, {
    from,
    // Below a checkpoint the flag means all generations; without one, the first generation alone.
    deep: from === undefined ? !widened : widened,
    topological: (flags & only.topological) !== 0,
    leaves: (flags & only.leaves) !== 0,
    noLeaves: (flags & only.noLeaves) !== 0,
  });
}

function take(domain: TestDomain, given: CheckpointDefinition): void {
  const { checkpoints } = domain;
  const copy = copyForSnapshot(domain.definition);
  const disks = alignCheckpointDisks(given, copy);
  const parentName = checkpoints.current?.name;
  checkpoints.current = checkpoints.add({ ...given, parentName, domain: copy, disks });
}

function putBack(domain: TestDomain, given: CheckpointDefinition): void {
  const { checkpoints } = domain;
  checkpoints.requireTree(given);
  if (given.domain !== undefined) requireOwnUuid("checkpoint", given, domain.ref.uuid);
  const disks =
    given.domain === undefined
      ? nameBitmaps(given.name, given.disks)
      : alignCheckpointDisks(given, given.domain);
  const { current } = checkpoints;
  const continues = current === undefined || current.name === given.parentName;
  const definition = { ...given, disks };
  const other = checkpoints.get(given.name);
  if (other !== undefined) checkpoints.replace(other, definition);
  const placed = other ?? checkpoints.add(definition);
  if (continues) checkpoints.current = placed;
}

export function domainCheckpoints(table: DomainTable): DomainCheckpointDriver {
  const find = ({ name, dom }: MomentRef) => {
    const domain = table.find(dom);
    return { domain, checkpoint: checkpointNamed(domain, name) };
  };
  const refs = (dom: DomainRef, all: readonly Checkpoint[]): MomentRef[] =>
    all.map(({ name }) => ({ name, dom }));
  return {
    createXml(dom, xml, flags) {
      const { redefine, quiesce } = DomainCheckpointCreateFlags;
      onlyFlags("testDomainCheckpointCreateXML", flags, redefine | quiesce);
      const domain = table.find(dom);
      if (domain.snapshotCount > 0) throw unsupported("cannot create checkpoint while snapshot exists");
      if (!domain.active) throw unsupported("cannot create checkpoint for inactive domain");
      const again = (flags & redefine) !== 0;
      const given = parseCheckpoint(xml, momentContext(again));
      if (again) putBack(domain, given);
      else take(domain, given);
      return { name: given.name, dom };
    },

    list(dom, flags) {
      onlyFlags("testDomainListAllCheckpoints", flags, knownFilters);
      return refs(dom, select(table.find(dom), flags));
    },

    listChildren(ref, flags) {
      onlyFlags("testDomainCheckpointListAllChildren", flags, knownFilters);
      const { domain, checkpoint } = find(ref);
      return refs(ref.dom, select(domain, flags, checkpoint));
    },

    lookupByName(dom, name, flags) {
      onlyFlags("testDomainCheckpointLookupByName", flags);
      checkpointNamed(table.find(dom), name);
      return { name, dom };
    },

    parent(ref, flags) {
      onlyFlags("testDomainCheckpointGetParent", flags);
      const { parentName } = find(ref).checkpoint.definition;
      if (parentName === undefined) throw noCheckpoint(`checkpoint '${ref.name}' does not have a parent`);
      return { name: parentName, dom: ref.dom };
    },

    xml(ref, flags) {
      const { secure, noDomain, size } = DomainCheckpointXMLFlags;
      onlyFlags("testDomainCheckpointGetXMLDesc", flags, secure | noDomain | size);
      const { domain, checkpoint } = find(ref);
      // No size is ever shown: libvirt's test driver forgets to say that it has one.
      if ((flags & size) !== 0 && !domain.active) throw notRunning();
      return formatCheckpoint(checkpoint.definition, {
        secure: (flags & secure) !== 0,
        noDomain: (flags & noDomain) !== 0,
      });
    },

    delete(ref, flags) {
      const { children, childrenOnly, metadataOnly } = DomainCheckpointDeleteFlags;
      onlyFlags("testDomainCheckpointDelete", flags, children | childrenOnly | metadataOnly);
      const { domain, checkpoint } = find(ref);
      if ((flags & (children | childrenOnly)) !== 0) domain.checkpoints.removeDescendants(checkpoint);
      if ((flags & childrenOnly) === 0) domain.checkpoints.remove(checkpoint);
    },
  };
}
