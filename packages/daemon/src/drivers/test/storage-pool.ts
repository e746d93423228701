// One storage pool of the test hypervisor, and its volumes. Nothing is stored: sizes are only counted.

import {
  formatPool,
  formatVolume,
  type PoolDefinition,
  type PoolSizes,
  type PoolType,
  type VolumeDefinition,
} from "../../definitions/index.js";
import type { StoragePoolRef, StorageVolumeRef } from "../storage-driver.js";

/** 100 GiB, whatever the pool. */
const capacityBytes = 100n * 1024n ** 3n;

export class TestVolume {
  readonly definition: VolumeDefinition;
  readonly ref: StorageVolumeRef;
  readonly path: string;

  constructor(definition: VolumeDefinition, pool: string, key: string, path: string) {
    this.definition = definition;
    this.ref = { pool, name: definition.name, key };
    this.path = path;
  }

  get key(): string {
    return this.ref.key;
  }

  /** As a pool of this kind would write it: its pool may have become another. */
  xml(pool: PoolType): string {
    return formatVolume(this.definition, { pool, key: this.key, path: this.path });
  }
}

export class TestPool {
  definition: PoolDefinition;
  readonly ref: StoragePoolRef;
  active = false;
  persistent = false;
  autostart = false;
  #sizes: PoolSizes = emptyPool;
  readonly #byName = new Map<string, TestVolume>();
  readonly #byKey = new Map<string, TestVolume>();
  readonly #byPath = new Map<string, TestVolume>();

  constructor(definition: PoolDefinition) {
    this.definition = definition;
    this.ref = { name: definition.name, uuid: definition.uuid };
  }

  get sizes(): PoolSizes {
    return this.#sizes;
  }

  /** Whoever defines a pool anew, even one with volumes in it, finds it empty. */
  resetSizes(): void {
    this.#sizes = emptyPool;
  }

  /** A new definition from a user. While the pool is active it goes on with what it has, and never takes the new one. */
  redefine(definition: PoolDefinition): void {
    if (!this.active) this.definition = definition;
  }

  xml(): string {
    return formatPool(this.definition, this.#sizes);
  }

  get volumes(): Iterable<TestVolume> {
    return this.#byName.values();
  }

  get volumeCount(): number {
    return this.#byName.size;
  }

  volumeNamed(name: string): TestVolume | undefined {
    return this.#byName.get(name);
  }

  volumeWithKey(key: string): TestVolume | undefined {
    return this.#byKey.get(key);
  }

  volumeAt(path: string): TestVolume | undefined {
    return this.#byPath.get(path);
  }

  /** In C's unsigned numbers: a pool that was defined anew and then lost a volume has less than nothing in it. */
  hasRoomFor({ allocationBytes }: VolumeDefinition): boolean {
    const { allocation, capacity } = this.#sizes;
    return BigInt.asUintN(64, allocation + allocationBytes) <= capacity;
  }

  /** Where a volume of this name lies. Pools without a target still give their volumes a path, of a sort. */
  pathOf(name: string): string {
    return `${this.definition.targetPath ?? "(null)"}/${name}`;
  }

  /** False: one of its name, key or path is there already. */
  add(volume: TestVolume): boolean {
    const { name, key } = volume.ref;
    if (this.#byName.has(name) || this.#byKey.has(key) || this.#byPath.has(volume.path)) return false;
    this.#byName.set(name, volume);
    this.#byKey.set(key, volume);
    this.#byPath.set(volume.path, volume);
    this.#allocate(volume.definition.allocationBytes);
    return true;
  }

  remove(volume: TestVolume): void {
    this.#byName.delete(volume.ref.name);
    this.#byKey.delete(volume.key);
    this.#byPath.delete(volume.path);
    this.#allocate(-volume.definition.allocationBytes);
  }

  /** C's unsigned numbers: what a host file allocates beyond the capacity makes much available. */
  #allocate(bytes: bigint): void {
    const { capacity } = this.#sizes;
    const allocation = BigInt.asUintN(64, this.#sizes.allocation + bytes);
    this.#sizes = { capacity, allocation, available: BigInt.asUintN(64, capacity - allocation) };
  }
}

const emptyPool: PoolSizes = { capacity: capacityBytes, allocation: 0n, available: capacityBytes };
