// What a hypervisor promises to the daemon: one interface per kind of object, in the hypervisor's own words.
// Wire types stay in procedures/. Methods answer at once where they can, because a promise costs a turn of the
// event loop. What a driver lacks is left out; such calls answer VIR_ERR_NO_SUPPORT.

import type { DomainEvent } from "./domain-events.js";
import type { DomainGuest } from "./domain-guest.js";
import type { DomainParameters } from "./domain-parameters.js";
import type { DomainCheckpointDriver, DomainSnapshotDriver } from "./domain-snapshot-driver.js";
import type { DomainStatistics } from "./domain-statistics.js";
import type { DomainThreads } from "./domain-threads.js";
import type { Events } from "./events.js";
import type { InterfaceDriver } from "./interface-driver.js";
import type { NetworkDriver } from "./network-driver.js";
import type { NodeDeviceDriver } from "./node-device-driver.js";
import type { PassedFds } from "./passed-fds.js";
import type { StorageDriver } from "./storage-driver.js";

export type MaybePromise<T> = T | Promise<T>;

/**
 * One opened connection to a hypervisor. It and what hangs on it are tables of functions that do not use `this`, so that
 * one can be put in front of another.
 */
export interface Driver {
  /** As rules of `access_drivers` and refusals call it: "Test", "QEMU". */
  readonly name: string;
  /** As `virsh version` shows it: "TEST", "QEMU". */
  readonly type: string;
  /** Of the hypervisor, libvirt's way: major * 1,000,000 + minor * 1,000 + release. */
  readonly version: number;
  /** The name under which the client opened it. */
  readonly uri: string;
  /** Whether nobody can listen between the daemon and the hypervisor. */
  readonly secure: boolean;
  readonly host: HostDriver;
  readonly domains: DomainDriver;
  readonly storage?: StorageDriver;
  readonly snapshots?: DomainSnapshotDriver;
  readonly checkpoints?: DomainCheckpointDriver;
  readonly nodeDevices?: NodeDeviceDriver;
  readonly networks?: NetworkDriver;
  readonly interfaces?: InterfaceDriver;
  /** Gives the connection up. Must not be used afterwards. */
  close(): void;
}

export interface NodeInfo {
  readonly model: string;
  readonly memoryKiB: bigint;
  readonly cpus: number;
  readonly mhz: number;
  readonly nodes: number;
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}

export interface HostDriver {
  hostname(): MaybePromise<string>;
  capabilities(): MaybePromise<string>;
  sysinfo(flags: number): MaybePromise<string>;
  maxVcpus(type: string | null): MaybePromise<number>;
  info(): MaybePromise<NodeInfo>;
  freeMemoryBytes(): MaybePromise<bigint>;
  /** Free memory of at most `count` NUMA cells, from `start` on. */
  cellsFreeMemory(start: number, count: number): MaybePromise<readonly bigint[]>;
  cpuMap(flags: number): MaybePromise<{ readonly present: number; readonly online: readonly number[] }>;
  /** Nanoseconds spent; `cpu` -1 is the whole host. */
  cpuStats(cpu: number, flags: number): MaybePromise<readonly Statistic[]>;
  memoryStats?(cell: number, flags: number): MaybePromise<readonly Statistic[]>;
  securityModel?(): MaybePromise<{ readonly model: string; readonly doi: string }>;
  /** Free pages of each size in each of `cells` cells from `start` on, cell by cell. */
  freePages?(
    sizesKiB: readonly number[],
    start: number,
    cells: number,
    flags: number,
  ): MaybePromise<readonly bigint[]>;
  cpuModels?(arch: string, flags: number): MaybePromise<readonly string[]>;
  /** The `<cpu>` of a guest that can run on all hosts whose `<cpu>` documents are given. */
  baselineCpu?(cpus: readonly string[], flags: number): MaybePromise<string>;
}

export interface Statistic {
  readonly field: string;
  readonly value: bigint;
}

/** A domain as a client names it, and as events name it. Only the uuid decides; the rest is for people. */
export interface DomainRef {
  readonly name: string;
  readonly uuid: Uint8Array;
  /** -1 while it is not running. */
  readonly id: number;
}

export interface DomainInfo {
  /** virDomainState */
  readonly state: number;
  readonly maxMemoryKiB: bigint;
  readonly memoryKiB: bigint;
  readonly vcpus: number;
  readonly cpuTimeNs: bigint;
}

export interface ControlInfo {
  readonly state: number;
  readonly details: number;
  readonly stateTimeMs: bigint;
}

/** `flags` are those of libvirt's public function of that name; a driver refuses the ones it does not know. */
export interface DomainDriver
  extends DomainTuning,
    DomainSaving,
    DomainParameters,
    DomainThreads,
    DomainStatistics,
    DomainGuest {
  readonly events: Events<DomainEvent, Uint8Array>;

  /** The domain that a client names, as it is called by itself. Throws VIR_ERR_NO_DOMAIN. */
  resolve(domain: DomainRef): MaybePromise<DomainRef>;
  lookupById(id: number): MaybePromise<DomainRef>;
  lookupByUuid(uuid: Uint8Array): MaybePromise<DomainRef>;
  lookupByName(name: string): MaybePromise<DomainRef>;
  /** Filtered by VIR_CONNECT_LIST_DOMAINS_*. */
  list(flags: number): MaybePromise<readonly DomainRef[]>;

  info(domain: DomainRef): MaybePromise<DomainInfo>;
  state(domain: DomainRef, flags: number): MaybePromise<{ readonly state: number; readonly reason: number }>;
  xml(domain: DomainRef, flags: number): MaybePromise<string>;
  osType(domain: DomainRef): MaybePromise<string>;
  isActive(domain: DomainRef): MaybePromise<boolean>;
  isPersistent(domain: DomainRef): MaybePromise<boolean>;
  isUpdated(domain: DomainRef): MaybePromise<boolean>;
  controlInfo?(domain: DomainRef, flags: number): MaybePromise<ControlInfo>;
  messages?(domain: DomainRef, flags: number): MaybePromise<readonly string[]>;
  securityLabel?(
    domain: DomainRef,
  ): MaybePromise<{ readonly label: string; readonly enforcing: boolean } | undefined>;

  define(xml: string, flags: number): MaybePromise<DomainRef>;
  undefine(domain: DomainRef, flags: number): MaybePromise<void>;
  /** Defines and starts a domain that is forgotten when it stops. */
  createXml(xml: string, flags: number): MaybePromise<DomainRef>;
  start(domain: DomainRef, flags: number): MaybePromise<DomainRef>;
  /** As `createXml` and `start`, for a guest that has the descriptors as its own from 3 on. */
  createXmlWithFiles?(xml: string, files: PassedFds, flags: number): MaybePromise<DomainRef>;
  startWithFiles?(domain: DomainRef, files: PassedFds, flags: number): MaybePromise<DomainRef>;
  shutdown(domain: DomainRef, flags: number): MaybePromise<void>;
  destroy(domain: DomainRef, flags: number): MaybePromise<void>;
  reboot(domain: DomainRef, flags: number): MaybePromise<void>;
  reset(domain: DomainRef, flags: number): MaybePromise<void>;
  suspend(domain: DomainRef): MaybePromise<void>;
  resume(domain: DomainRef): MaybePromise<void>;
  rename?(domain: DomainRef, name: string, flags: number): MaybePromise<void>;
  autostart(domain: DomainRef): MaybePromise<boolean>;
  setAutostart(domain: DomainRef, autostart: boolean): MaybePromise<void>;

  sendKey?(domain: DomainRef, keys: KeyPress, flags: number): MaybePromise<void>;
  injectNmi?(domain: DomainRef, flags: number): MaybePromise<void>;
  screenshot?(domain: DomainRef, screen: number, flags: number): MaybePromise<Picture>;
  /** Has the display `index` served on the first descriptor, which is a socket. */
  openGraphics?(domain: DomainRef, index: number, socket: PassedFds, flags: number): MaybePromise<void>;
  /** A new socket on which the display `index` is served: the caller's, to be closed. */
  openGraphicsFd?(domain: DomainRef, index: number, flags: number): MaybePromise<number>;
  /** Descriptors under a name, for definitions to refer to. The driver keeps them. */
  associateFds?(domain: DomainRef, name: string, fds: PassedFds, flags: number): MaybePromise<void>;
  /** `flags` says whether addresses are the guest's or the machine's (virDomainMemoryFlags). */
  peekMemory?(domain: DomainRef, start: bigint, bytes: number, flags: number): MaybePromise<Uint8Array>;
}

/** What can be changed about a domain: memory, processors, and the words that describe it. */
export interface DomainTuning {
  maxMemoryKiB(domain: DomainRef): MaybePromise<bigint>;
  setMemory(domain: DomainRef, memoryKiB: bigint, flags: number): MaybePromise<void>;
  vcpus(domain: DomainRef, flags: number): MaybePromise<number>;
  setVcpus(domain: DomainRef, count: number, flags: number): MaybePromise<void>;
  metadata(domain: DomainRef, type: number, uri: string | null, flags: number): MaybePromise<string>;
  setMetadata(domain: DomainRef, change: MetadataChange, flags: number): MaybePromise<void>;
  /** Seconds between two looks at the guest's memory; 0: none. */
  setMemoryStatsPeriod?(domain: DomainRef, seconds: number, flags: number): MaybePromise<void>;
  /** virDomainLifecycle, and the virDomainLifecycleAction that follows it. */
  setLifecycleAction?(domain: DomainRef, type: number, action: number, flags: number): MaybePromise<void>;
}

export interface MetadataChange {
  /** virDomainMetadataType */
  readonly type: number;
  /** Null removes it. */
  readonly metadata: string | null;
  readonly key: string | null;
  readonly uri: string | null;
}

/**
 * Who judges what a file turns out to hold. A driver calls it as soon as it knows, before anything is told or changed;
 * it throws for what the caller may not do.
 */
export type Admit = (domain: Pick<DomainRef, "name" | "uuid">) => MaybePromise<undefined>;

/** A domain's memory in a file. `definition` replaces the one that would be used, where a driver allows it. */
export interface DomainSaving {
  save?(domain: DomainRef, path: string, definition: string | null, flags: number): MaybePromise<void>;
  restore?(
    path: string,
    definition: string | null,
    flags: number,
    admit?: Admit | undefined,
  ): MaybePromise<void>;
  /** `format` is virDomainCoreDumpFormat. */
  coreDump?(domain: DomainRef, path: string, format: number, flags: number): MaybePromise<void>;
  saveImageXml?(path: string, flags: number, admit?: Admit | undefined): MaybePromise<string>;
  saveImageDefine?(
    path: string,
    definition: string,
    flags: number,
    admit?: Admit | undefined,
  ): MaybePromise<void>;
  managedSave?(domain: DomainRef, flags: number): MaybePromise<void>;
  hasManagedSave?(domain: DomainRef, flags: number): MaybePromise<boolean>;
  removeManagedSave?(domain: DomainRef, flags: number): MaybePromise<void>;
}

export interface KeyPress {
  /** virKeycodeSet */
  readonly codeset: number;
  readonly holdMs: number;
  readonly codes: readonly number[];
}

export interface Picture {
  readonly mime: string;
  readonly data: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}
