// What a hypervisor promises about storage: its pools, and the volumes in them. As in driver.ts, methods answer at
// once where they can, and `flags` are those of libvirt's public function of that name.

import type { MaybePromise } from "./driver.js";
import type { Events } from "./events.js";
import type { StoragePoolEvent } from "./storage-events.js";

/** A pool as a client names it, and as events name it. */
export interface StoragePoolRef {
  readonly name: string;
  readonly uuid: Uint8Array;
}

/** A volume as a client names it: by its pool's name and its own. The key is unique on the host. */
export interface StorageVolumeRef {
  readonly pool: string;
  readonly name: string;
  readonly key: string;
}

export interface StoragePoolInfo {
  /** virStoragePoolState */
  readonly state: number;
  readonly capacityBytes: bigint;
  readonly allocationBytes: bigint;
  readonly availableBytes: bigint;
}

export interface StorageVolumeInfo {
  /** virStorageVolType */
  readonly type: number;
  readonly capacityBytes: bigint;
  readonly allocationBytes: bigint;
}

export interface StorageDriver {
  readonly events: Events<StoragePoolEvent, Uint8Array>;
  readonly pools: StoragePoolDriver;
  readonly volumes: StorageVolumeDriver;
}

export interface StoragePoolDriver {
  lookupByName(name: string): MaybePromise<StoragePoolRef>;
  lookupByUuid(uuid: Uint8Array): MaybePromise<StoragePoolRef>;
  lookupByVolume(volume: StorageVolumeRef): MaybePromise<StoragePoolRef>;
  lookupByTargetPath?(path: string): MaybePromise<StoragePoolRef>;
  /** Filtered by VIR_CONNECT_LIST_STORAGE_POOLS_*. */
  list(flags: number): MaybePromise<readonly StoragePoolRef[]>;
  /** How many there are. libvirt does not filter what it only counts. */
  count(flags: number): MaybePromise<number>;

  define(xml: string, flags: number): MaybePromise<StoragePoolRef>;
  /** Starts a pool that is forgotten when it stops. */
  createXml(xml: string, flags: number): MaybePromise<StoragePoolRef>;
  undefine(pool: StoragePoolRef): MaybePromise<void>;
  build(pool: StoragePoolRef, flags: number): MaybePromise<void>;
  start(pool: StoragePoolRef, flags: number): MaybePromise<void>;
  destroy(pool: StoragePoolRef): MaybePromise<void>;
  /** Deletes what it is made of. */
  delete(pool: StoragePoolRef, flags: number): MaybePromise<void>;
  refresh(pool: StoragePoolRef, flags: number): MaybePromise<void>;

  info(pool: StoragePoolRef): MaybePromise<StoragePoolInfo>;
  xml(pool: StoragePoolRef, flags: number): MaybePromise<string>;
  isActive(pool: StoragePoolRef): MaybePromise<boolean>;
  isPersistent(pool: StoragePoolRef): MaybePromise<boolean>;
  autostart(pool: StoragePoolRef): MaybePromise<boolean>;
  setAutostart(pool: StoragePoolRef, autostart: boolean): MaybePromise<void>;

  /** What of this kind the host could make pools of, as XML. `specification`: where to look. */
  findSources(type: string, specification: string | null, flags: number): MaybePromise<string>;
  capabilities?(flags: number): MaybePromise<string>;
}

export interface StorageVolumeDriver {
  lookupByName(pool: StoragePoolRef, name: string): MaybePromise<StorageVolumeRef>;
  lookupByKey(key: string): MaybePromise<StorageVolumeRef>;
  lookupByPath(path: string): MaybePromise<StorageVolumeRef>;
  list(pool: StoragePoolRef, flags: number): MaybePromise<readonly StorageVolumeRef[]>;
  /** The older way to ask for all names. */
  names(pool: StoragePoolRef): MaybePromise<readonly string[]>;

  create(pool: StoragePoolRef, xml: string, flags: number): MaybePromise<StorageVolumeRef>;
  createFrom(
    pool: StoragePoolRef,
    xml: string,
    original: StorageVolumeRef,
    flags: number,
  ): MaybePromise<StorageVolumeRef>;
  delete(volume: StorageVolumeRef, flags: number): MaybePromise<void>;

  info(volume: StorageVolumeRef): MaybePromise<StorageVolumeInfo>;
  xml(volume: StorageVolumeRef, flags: number): MaybePromise<string>;
  path(volume: StorageVolumeRef): MaybePromise<string>;
  resize?(volume: StorageVolumeRef, capacityBytes: bigint, flags: number): MaybePromise<void>;
}
