// Taking a snapshot, and putting one back that was taken before.

import { stat } from "node:fs/promises";
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
  imagePath,
  isExternal,
  parseSnapshot,
  requireReplaceable,
  type SnapshotDefinition,
} from "../../definitions/moment/index.js";
import type { MomentRef } from "../domain-snapshot-driver.js";
import type { DomainRef, MaybePromise } from "../driver.js";
import { copyForSnapshot } from "./definition.js";
import type { TestDomain } from "./domain.js";
import { tell } from "./domain-lifecycle.js";
import type { Snapshot } from "./domain-snapshots.js";
import type { DomainTable } from "./domain-table.js";
import { momentContext } from "./moment-context.js";
import { notValid, onlyFlags, unsupported } from "./refusals.js";

const { redefine, current, halt, quiesce, atomic, live, validate } = DomainSnapshotCreateFlags;

/** The flags of a call that was found to make sense. */
interface Wish {
  readonly redefine: boolean;
  readonly current: boolean;
  readonly halt: boolean;
}

export function snapshotCreate(
  table: DomainTable,
  dom: DomainRef,
  xml: string,
  flags: number,
): MaybePromise<MomentRef> {
  const known = redefine | current | halt | quiesce | atomic | live | validate;
  onlyFlags("testDomainSnapshotCreateXML", flags, known);
  const wish = {
    redefine: (flags & redefine) !== 0,
    current: (flags & current) !== 0,
    halt: (flags & halt) !== 0,
  };
  const domain = findFor(table, dom, wish);
  const definition = parseSnapshot(xml, momentContext(wish.redefine));
  const paths = pathsToAsk(domain, definition, wish);
  if (paths.length === 0) return create(domain, dom, definition, wish, table, noFiles);
  // While the host is asked, another client may change the domain: all of it is judged again.
  return regularFiles(paths).then((files) =>
    create(findFor(table, dom, wish), dom, definition, wish, table, files),
  );
}

function findFor(table: DomainTable, dom: DomainRef, wish: Wish): TestDomain {
  const domain = table.find(dom);
  if (domain.checkpointCount > 0) throw unsupported("cannot create snapshot while checkpoint exists");
  if (!domain.persistent && wish.halt) throw notValid("cannot halt after transient domain snapshot");
  return domain;
}

const noFiles: ReadonlySet<string> = new Set();

/** The images beside which new files may have to be named: libvirt, too, looks whether they are files. */
function pathsToAsk(domain: TestDomain, given: SnapshotDefinition, { redefine }: Wish): string[] {
  const place = redefine ? locationOf(given) : given.memory === "external" ? "external" : "internal";
  if (place === "internal") return [];
  const known = given.domain ?? domain.snapshots.get(given.name)?.definition.domain ?? domain.definition;
  return known.devices.disk.flatMap((disk) => imagePath(disk) ?? []);
}

/** Those of the paths that are regular files. */
async function regularFiles(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const path of paths) {
    const status = await stat(path).catch(() => undefined);
    if (status?.isFile() === true) found.add(path);
  }
  return found;
}

function create(
  domain: TestDomain,
  dom: DomainRef,
  definition: SnapshotDefinition,
  { redefine, current, halt }: Wish,
  table: DomainTable,
  files: ReadonlySet<string>,
): MomentRef {
  const snapshot = redefine ? putBack(domain, definition, files) : take(domain, definition, files);
  if (!redefine || current) domain.snapshots.current = snapshot;
  if (!halt || !domain.active) return { name: snapshot.name, dom };
  const last = domain.stop(DomainShutoffReason.fromSnapshot);
  tell(table, last, DomainEventType.stopped, DomainEventStoppedDetailType.fromSnapshot);
  return { name: snapshot.name, dom: { ...dom, id: -1 } };
}

const locationOf = (given: SnapshotDefinition) =>
  given.state === DISK_SNAPSHOT || isExternal(given) ? "external" : "internal";

function take(domain: TestDomain, given: SnapshotDefinition, files: ReadonlySet<string>): Snapshot {
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
  const disks = alignSnapshotDisks(definition, { location: outside ? "external" : "internal", files });
  return domain.snapshots.add({ ...definition, disks });
}

function putBack(domain: TestDomain, given: SnapshotDefinition, files: ReadonlySet<string>): Snapshot {
  const { snapshots } = domain;
  snapshots.requireTree(given);
  const other = snapshots.get(given.name);
  requireReplaceable(given, domain.ref.uuid, other?.definition);
  const existing = other?.definition.domain;
  const disks = alignSnapshotDisks(given, { location: locationOf(given), existing, files });
  const definition = { ...given, disks, domain: given.domain ?? existing };
  if (other === undefined) return snapshots.add(definition);
  snapshots.replace(other, definition);
  return other;
}
