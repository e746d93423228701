// Taking a snapshot, and putting one back that was taken before.

import { statSync } from "node:fs";
import {
  DomainEventStoppedDetailType,
  DomainEventType,
  DomainShutoffReason,
  DomainSnapshotCreateFlags,
  DomainState,
} from "@virtgate/protocol/constants";
import {
  alignSnapshotDisks,
  DISK_SNAPSHOT,
  isExternal,
  parseSnapshot,
  requireReplaceable,
  type SnapshotDefinition,
} from "../../definitions/moment/index.js";
import type { MomentRef } from "../domain-snapshot-driver.js";
import type { DomainRef } from "../driver.js";
import { copyForSnapshot } from "./definition.js";
import type { TestDomain } from "./domain.js";
import { tell } from "./domain-lifecycle.js";
import type { Snapshot } from "./domain-snapshots.js";
import type { DomainTable } from "./domain-table.js";
import { momentContext } from "./moment-context.js";
import { notValid, onlyFlags, unsupported } from "./refusals.js";

const { redefine, current, halt, quiesce, atomic, live, validate } = DomainSnapshotCreateFlags;

/** Where libvirt, too, asks the host: the name of a new file stands beside that of the old. */
const isRegularFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

export function snapshotCreate(table: DomainTable, dom: DomainRef, xml: string, flags: number): MomentRef {
  const known = redefine | current | halt | quiesce | atomic | live | validate;
  onlyFlags("testDomainSnapshotCreateXML", flags, known);
  const domain = table.find(dom);
  if (domain.checkpointCount > 0) throw unsupported("cannot create snapshot while checkpoint exists");
  if (!domain.persistent && (flags & halt) !== 0)
    throw notValid("cannot halt after transient domain snapshot");
  const again = (flags & redefine) !== 0;
  const definition = parseSnapshot(xml, momentContext(again));
  const snapshot = again ? putBack(domain, definition) : take(domain, definition);
  if (!again || (flags & current) !== 0) domain.snapshots.current = snapshot;
  if (again || (flags & halt) === 0 || !domain.active) return { name: snapshot.name, dom };
  const last = domain.stop(DomainShutoffReason.fromSnapshot);
  tell(table, last, DomainEventType.stopped, DomainEventStoppedDetailType.fromSnapshot);
  return { name: snapshot.name, dom: { ...dom, id: -1 } };
}

function take(domain: TestDomain, given: SnapshotDefinition): Snapshot {
  if (given.disks.some(({ location }) => location === "manual"))
    throw unsupported("'manual' snapshot mode is not supported by the test driver");
  const outside = given.memory === "external";
  const inside = domain.state === DomainState.shutoff ? "no" : "internal";
  const definition: SnapshotDefinition = {
    ...given,
    state: domain.state,
    parentName: domain.snapshots.current?.name,
    memory: outside ? "external" : inside,
    domain: copyForSnapshot(domain.definition),
  };
  const location = outside ? "external" : "internal";
  const disks = alignSnapshotDisks(definition, { location, isRegularFile });
  return domain.snapshots.add({ ...definition, disks });
}

function putBack(domain: TestDomain, given: SnapshotDefinition): Snapshot {
  const { snapshots } = domain;
  snapshots.requireTree(given);
  const other = snapshots.get(given.name);
  requireReplaceable(given, domain.ref.uuid, other?.definition);
  const existing = other?.definition.domain;
  const location = given.state === DISK_SNAPSHOT || isExternal(given) ? "external" : "internal";
  const disks = alignSnapshotDisks(given, { location, existing, isRegularFile });
  const definition = { ...given, disks, domain: given.domain ?? existing };
  if (other === undefined) return snapshots.add(definition);
  snapshots.replace(other, definition);
  return other;
}
