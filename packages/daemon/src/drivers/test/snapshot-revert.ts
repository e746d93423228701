// Taking a domain back to a snapshot, and the events that tell of it (observed with libvirt 9.0.0).

import {
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventSuspendedDetailType,
  DomainEventType,
  DomainPausedReason,
  DomainRunningReason,
  DomainShutoffReason,
  DomainSnapshotRevertFlags,
  DomainState,
} from "@virtgate/protocol/constants";
import type { DomainDefinition } from "../../definitions/index.js";
import type { MomentRef } from "../domain-snapshot-driver.js";
import { copyForSnapshot } from "./definition.js";
import type { TestDomain } from "./domain.js";
import { tell } from "./domain-lifecycle.js";
import { findSnapshot } from "./domain-snapshots.js";
import type { DomainTable } from "./domain-table.js";
import { notValid, onlyFlags, risky } from "./refusals.js";

const { running, paused, force } = DomainSnapshotRevertFlags;

export function snapshotRevert(table: DomainTable, ref: MomentRef, flags: number): void {
  onlyFlags("testDomainRevertToSnapshot", flags, running | paused | force);
  const { domain, snapshot } = findSnapshot(table, ref);
  const { state, domain: kept } = snapshot.definition;
  const wasOn = state === DomainState.running || state === DomainState.paused;
  if (!domain.persistent && !wasOn && (flags & (running | paused)) === 0) {
    throw notValid("transient domain needs to request run or pause to revert to inactive snapshot");
  }
  if (kept === undefined)
    throw risky(`snapshot '${snapshot.name}' lacks domain '${domain.ref.name}' rollback info`);
  const definition = copyForSnapshot(kept);
  // It keeps the name it has now: others know it by that.
  definition.name = domain.ref.name;
  if (wasOn) {
    const pauses = (flags & running) === 0 && (state === DomainState.paused || (flags & paused) !== 0);
    startAgain(table, domain, definition, pauses);
  } else {
    stopForGood(table, domain, definition);
    // libvirt says so, and starts nothing.
    if ((flags & (running | paused)) !== 0) tellStarted(table, domain, (flags & paused) !== 0);
  }
  domain.snapshots.current = snapshot;
}

function stopNow(table: DomainTable, domain: TestDomain): void {
  const last = domain.stop(DomainShutoffReason.fromSnapshot);
  tell(table, last, DomainEventType.stopped, DomainEventStoppedDetailType.fromSnapshot);
}

function startAgain(
  table: DomainTable,
  domain: TestDomain,
  definition: DomainDefinition,
  pauses: boolean,
): void {
  // What was never defined goes on with what it has, and becomes the snapshot's domain when it stops.
  const goesOn = domain.active && domain.nextDefinition === undefined;
  if (domain.active) stopNow(table, domain);
  if (goesOn) domain.nextDefinition = definition;
  else domain.revertTo(definition);
  domain.start(table.newId(), DomainRunningReason.fromSnapshot);
  if (pauses) domain.setState(DomainState.paused, DomainPausedReason.fromSnapshot);
  tellStarted(table, domain, pauses);
}

function stopForGood(table: DomainTable, domain: TestDomain, definition: DomainDefinition): void {
  domain.revertTo(definition);
  if (domain.active) stopNow(table, domain);
}

function tellStarted(table: DomainTable, { ref }: TestDomain, pauses: boolean): void {
  tell(table, ref, DomainEventType.started, DomainEventStartedDetailType.fromSnapshot);
  if (pauses) tell(table, ref, DomainEventType.suspended, DomainEventSuspendedDetailType.fromSnapshot);
}
