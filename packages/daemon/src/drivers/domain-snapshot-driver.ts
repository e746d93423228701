// What a hypervisor promises about snapshots of its domains, and about checkpoints.

import type { DomainRef, MaybePromise } from "./driver.js";

/** A snapshot or a checkpoint as a client names it. */
export interface MomentRef {
  readonly name: string;
  readonly dom: DomainRef;
}

/** What can be asked about both. `flags` are those of libvirt's public function of that name. */
interface DomainMomentDriver {
  createXml(domain: DomainRef, xml: string, flags: number): MaybePromise<MomentRef>;
  lookupByName(domain: DomainRef, name: string, flags: number): MaybePromise<MomentRef>;
  /** Throws when it has none. */
  parent(moment: MomentRef, flags: number): MaybePromise<MomentRef>;
  xml(moment: MomentRef, flags: number): MaybePromise<string>;
  list(domain: DomainRef, flags: number): MaybePromise<readonly MomentRef[]>;
  listChildren(moment: MomentRef, flags: number): MaybePromise<readonly MomentRef[]>;
  delete(moment: MomentRef, flags: number): MaybePromise<void>;
}

export type DomainCheckpointDriver = DomainMomentDriver;

export interface DomainSnapshotDriver extends DomainMomentDriver {
  count(domain: DomainRef, flags: number): MaybePromise<number>;
  names(domain: DomainRef, flags: number): MaybePromise<readonly string[]>;
  countChildren(snapshot: MomentRef, flags: number): MaybePromise<number>;
  childNames(snapshot: MomentRef, flags: number): MaybePromise<readonly string[]>;
  hasCurrent(domain: DomainRef, flags: number): MaybePromise<boolean>;
  /** Throws when there is none. */
  current(domain: DomainRef, flags: number): MaybePromise<MomentRef>;
  isCurrent(snapshot: MomentRef, flags: number): MaybePromise<boolean>;
  /** Whether the hypervisor keeps anything about it beside the snapshot itself. */
  hasMetadata(snapshot: MomentRef, flags: number): MaybePromise<boolean>;
  /** Takes the domain back to it. */
  revert(snapshot: MomentRef, flags: number): MaybePromise<void>;
}
