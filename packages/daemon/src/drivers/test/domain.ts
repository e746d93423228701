// One domain of the test hypervisor: its definition now, the one it will have after it stops, and its state.

import { DomainRunningReason, DomainShutoffReason, DomainState } from "@virtgate/protocol/constants";
import { cloneDomain, type DomainDefinition } from "../../definitions/index.js";
import type { CheckpointDefinition, SnapshotDefinition } from "../../definitions/moment/index.js";
import type { GuestTime } from "../domain-guest.js";
import type { DomainRef } from "../driver.js";
import type { IothreadPolling } from "./iothreads.js";
import { MomentTree } from "./moment-tree.js";

export class TestDomain {
  /** What it is now. */
  definition: DomainDefinition;
  /** What it becomes when it stops; undefined when nothing changes then. */
  nextDefinition: DomainDefinition | undefined;
  /** How events and answers name it. Replaced, never changed: a queued event keeps what was true. */
  ref: DomainRef;
  /** virDomainState and its reason. */
  state: number = DomainState.shutoff;
  reason: number = DomainShutoffReason.unknown;
  persistent = false;
  autostart = false;
  managedSave = false;
  // Most domains have neither.
  #snapshots: MomentTree<SnapshotDefinition> | undefined;
  #checkpoints: MomentTree<CheckpointDefinition> | undefined;
  /** What the pretended guest's clock shows: it stands still. */
  time: GuestTime = { seconds: 627_319_920n, nanoseconds: 0 };
  /** Mount points that are frozen. */
  readonly frozen = new Set<string>();
  readonly polling: IothreadPolling[] = [];

  constructor(definition: DomainDefinition) {
    this.definition = definition;
    this.ref = { name: definition.name, uuid: definition.uuid, id: -1 };
  }

  get snapshots(): MomentTree<SnapshotDefinition> {
    this.#snapshots ??= new MomentTree();
    return this.#snapshots;
  }

  get checkpoints(): MomentTree<CheckpointDefinition> {
    this.#checkpoints ??= new MomentTree();
    return this.#checkpoints;
  }

  get snapshotCount(): number {
    return this.#snapshots?.size ?? 0;
  }

  get checkpointCount(): number {
    return this.#checkpoints?.size ?? 0;
  }

  get active(): boolean {
    return this.ref.id !== -1;
  }

  /** The definition that counts when the domain is off. */
  get persistentDefinition(): DomainDefinition {
    return this.nextDefinition ?? this.definition;
  }

  setState(state: number, reason: number): void {
    this.state = state;
    this.reason = reason;
  }

  /** A new definition from a user. A running domain goes on with what it has. */
  redefine(definition: DomainDefinition): void {
    if (this.active) this.nextDefinition = definition;
    else this.definition = definition;
    this.persistent = true;
  }

  /** A definition to run with, for this run only. */
  borrow(definition: DomainDefinition): void {
    this.nextDefinition ??= this.definition;
    this.definition = definition;
  }

  start(id: number, reason: number = DomainRunningReason.booted): void {
    this.ref = { ...this.ref, id };
    // From now on changes to the running domain are not changes to what is defined.
    if (this.persistent) this.nextDefinition ??= cloneDomain(this.definition);
    this.managedSave = false;
    this.setState(DomainState.running, reason);
  }

  /**
   * Stops it. A domain that never had another definition keeps its id in the events about its end, because
   * libvirt resets the id together with the definition.
   */
  stop(reason: number): DomainRef {
    const last = this.nextDefinition === undefined ? this.ref : { ...this.ref, id: -1 };
    if (this.nextDefinition !== undefined) {
      this.definition = this.nextDefinition;
      this.nextDefinition = undefined;
    }
    this.ref = { ...this.ref, id: -1 };
    this.setState(DomainState.shutoff, reason);
    return last;
  }

  /** The definition of a snapshot, for the start that comes next, or for good. */
  revertTo(definition: DomainDefinition): void {
    if (this.active) this.nextDefinition = definition;
    else this.definition = definition;
  }

  rename(name: string): void {
    this.definition.name = name;
    this.ref = { ...this.ref, name };
  }
}
