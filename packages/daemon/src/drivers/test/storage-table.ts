// All storage pools of one test hypervisor, found by uuid and name.

import type { PoolDefinition } from "../../definitions/index.js";
import type { StoragePoolRef } from "../storage-driver.js";
import type { StoragePoolEvents } from "../storage-events.js";
import { UuidMap } from "../uuid-map.js";
import { failed } from "./refusals.js";
import { conflictKeys, conflicts } from "./storage-conflict.js";
import { TestPool } from "./storage-pool.js";
import {
  alreadyActive,
  definedWithUuid,
  existsWithUuid,
  noPoolNamed,
  noPoolWithUuid,
  poolActive,
  poolInactive,
  sourceConflict,
} from "./storage-refusals.js";
import type { Vports } from "./vports.js";

/** As many as one answer can list (REMOTE_STORAGE_POOL_LIST_MAX). */
const maxPools = 16_384;

export class StorageTable {
  readonly events: StoragePoolEvents;
  readonly vports: Vports;
  readonly #byUuid = new UuidMap<TestPool>();
  readonly #byName = new Map<string, TestPool>();
  readonly #byConflictKey = new Map<string, Set<TestPool>>();

  constructor(events: StoragePoolEvents, vports: Vports) {
    this.events = events;
    this.vports = vports;
  }

  values(): Iterable<TestPool> {
    return this.#byName.values();
  }

  get size(): number {
    return this.#byName.size;
  }

  /** Throws VIR_ERR_NO_STORAGE_POOL, as the other look-ups do. */
  byName(name: string): TestPool {
    const found = this.#byName.get(name);
    if (found === undefined) throw noPoolNamed(name);
    return found;
  }

  byUuid(uuid: Uint8Array): TestPool {
    const found = this.#byUuid.get(uuid);
    if (found === undefined) throw noPoolWithUuid(uuid);
    return found;
  }

  /** For calls that make sense only while the pool is active. They go by its name. */
  active({ name }: Pick<StoragePoolRef, "name">): TestPool {
    const pool = this.byName(name);
    if (!pool.active) throw poolInactive(name);
    return pool;
  }

  inactive({ name }: StoragePoolRef): TestPool {
    const pool = this.byName(name);
    if (pool.active) throw poolActive(name);
    return pool;
  }

  /** Takes a definition in: a new pool, or a change of one. `toStart`: refuses one that is active. */
  add(definition: PoolDefinition, toStart = false): TestPool {
    const rival = this.#findConflict(definition);
    if (rival !== undefined) throw sourceConflict(rival.ref.name);
    const known = this.#match(definition, toStart);
    if (known === undefined) return this.#insert(definition);
    this.#forgetKeys(known);
    known.redefine(definition);
    this.#keepKeys(known);
    return known;
  }

  #findConflict(definition: PoolDefinition): TestPool | undefined {
    for (const key of conflictKeys(definition)) {
      for (const pool of this.#byConflictKey.get(key) ?? []) {
        if (conflicts(pool.definition, definition)) return pool;
      }
    }
    return undefined;
  }

  #keepKeys(pool: TestPool): void {
    for (const key of conflictKeys(pool.definition)) {
      const pools = this.#byConflictKey.get(key) ?? new Set();
      this.#byConflictKey.set(key, pools.add(pool));
    }
  }

  #forgetKeys(pool: TestPool): void {
    for (const key of conflictKeys(pool.definition)) {
      const pools = this.#byConflictKey.get(key);
      pools?.delete(pool);
      if (pools?.size === 0) this.#byConflictKey.delete(key);
    }
  }

  #match({ name, uuid }: PoolDefinition, toStart: boolean): TestPool | undefined {
    const sameUuid = this.#byUuid.get(uuid);
    if (sameUuid !== undefined) {
      if (sameUuid.ref.name !== name) throw definedWithUuid(sameUuid.ref.name, uuid);
      if (toStart && sameUuid.active) throw alreadyActive(name);
      return sameUuid;
    }
    const sameName = this.#byName.get(name);
    if (sameName !== undefined) throw existsWithUuid(name, sameName.ref.uuid);
    return undefined;
  }

  #insert(definition: PoolDefinition): TestPool {
    if (this.size >= maxPools) throw failed(`too many storage pools, at most ${maxPools} are possible`);
    const pool = new TestPool(definition);
    this.#byUuid.set(definition.uuid, pool);
    this.#byName.set(definition.name, pool);
    this.#keepKeys(pool);
    return pool;
  }

  remove(pool: TestPool): void {
    this.#byUuid.delete(pool.ref.uuid);
    this.#byName.delete(pool.ref.name);
    this.#forgetKeys(pool);
  }
}
