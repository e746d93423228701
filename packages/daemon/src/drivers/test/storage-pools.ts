// Storage pools: finding them, their lives, and the events that tell of it (observed with libvirt 9.0.0).

import {
  ConnectListAllStoragePoolsFlags,
  StoragePoolDefineFlags,
  StoragePoolEventLifecycleType,
  StoragePoolState,
} from "@virtgate/protocol/constants";
import { attribute, childNamed, type PoolDefinition } from "../../definitions/index.js";
import type { StoragePoolDriver, StoragePoolRef } from "../storage-driver.js";
import { onlyFlags } from "./refusals.js";
import { readPool } from "./storage-definition.js";
import type { TestPool } from "./storage-pool.js";
import { noConfigFile } from "./storage-refusals.js";
import { findSources } from "./storage-sources.js";
import type { StorageTable } from "./storage-table.js";

const list = ConnectListAllStoragePoolsFlags;
const allListFlags = Object.values(list).reduce((all, flag) => all | flag, 0);
const { defined, undefined: forgotten, started, stopped, created, deleted } = StoragePoolEventLifecycleType;

/** A pair of filters: none of them, or both, lets everything pass. */
const passes = (flags: number, yes: number, no: number, is: boolean) =>
  (flags & (yes | no)) === 0 || (flags & (is ? yes : no)) !== 0;

const kindFlags: Readonly<Record<string, number>> = { ...list, "iscsi-direct": list.iscsiDirect };
const stateFlags =
  list.inactive | list.active | list.persistent | list.transient | list.autostart | list.noAutostart;

function matches({ active, persistent, autostart, definition }: TestPool, flags: number): boolean {
  const kinds = flags & ~stateFlags;
  return (
    passes(flags, list.active, list.inactive, active) &&
    passes(flags, list.persistent, list.transient, persistent) &&
    passes(flags, list.autostart, list.noAutostart, autostart) &&
    (kinds === 0 || (kinds & kindFlags[definition.type.name]!) !== 0)
  );
}

/** The two names of a port, when the pool is on a Fibre Channel adapter. */
function fibreNames({ source }: PoolDefinition): [wwnn: string, wwpn: string] | undefined {
  const adapter = childNamed(source, "adapter");
  if (attribute(adapter, "type") !== "fc_host") return undefined;
  return [attribute(adapter, "wwnn") ?? "", attribute(adapter, "wwpn") ?? ""];
}

export function storagePools(table: StorageTable): StoragePoolDriver {
  const tell = (pool: StoragePoolRef, event: number) =>
    table.events.raise({ kind: "lifecycle", pool, event, detail: 0 });
  const checkList = (flags: number) => onlyFlags("testConnectListAllStoragePools", flags, allListFlags);

  return {
    lookupByName: (name) => table.byName(name).ref,
    lookupByUuid: (uuid) => table.byUuid(uuid).ref,
    lookupByVolume: ({ pool }) => table.byName(pool).ref,

    list(flags) {
      checkList(flags);
      const found: StoragePoolRef[] = [];
      for (const pool of table.values()) if (matches(pool, flags)) found.push(pool.ref);
      return found;
    },
    count(flags) {
      checkList(flags);
      return table.size;
    },

    define(xml, flags) {
      onlyFlags("testStoragePoolDefineXML", flags, StoragePoolDefineFlags.validate);
      const pool = table.add(readPool(xml));
      pool.resetSizes();
      pool.persistent = true;
      tell(pool.ref, defined);
      return pool.ref;
    },
    createXml(xml, flags) {
      onlyFlags("testStoragePoolCreateXML", flags);
      const pool = table.add(readPool(xml), true);
      const fibre = fibreNames(pool.definition);
      if (fibre !== undefined) {
        try {
          table.vports.create(...fibre);
        } catch (thrown) {
          table.remove(pool);
          throw thrown;
        }
      }
      pool.resetSizes();
      // Also one that was persistent before.
      pool.persistent = false;
      pool.active = true;
      tell(pool.ref, started);
      return pool.ref;
    },
    undefine(named) {
      table.remove(table.inactive(named));
      tell(named, forgotten);
    },
    build(named, flags) {
      onlyFlags("testStoragePoolBuild", flags);
      table.inactive(named);
      tell(named, created);
    },
    start(named, flags) {
      onlyFlags("testStoragePoolCreate", flags);
      table.inactive(named).active = true;
      tell(named, started);
    },
    destroy(named) {
      const pool = table.active(named);
      // What cannot be removed does not keep the pool active.
      pool.active = false;
      if (fibreNames(pool.definition) !== undefined) table.vports.remove();
      if (!pool.persistent) table.remove(pool);
      tell(pool.ref, stopped);
    },
    delete(named, flags) {
      onlyFlags("testStoragePoolDelete", flags);
      table.inactive(named);
      tell(named, deleted);
    },
    refresh(named, flags) {
      onlyFlags("testStoragePoolRefresh", flags);
      table.active(named);
      table.events.raise({ kind: "refresh", pool: named });
    },

    info({ name }) {
      const { active, sizes } = table.byName(name);
      return {
        state: active ? StoragePoolState.running : StoragePoolState.inactive,
        capacityBytes: sizes.capacity,
        allocationBytes: sizes.allocation,
        availableBytes: sizes.available,
      };
    },
    xml({ name }, flags) {
      onlyFlags("testStoragePoolGetXMLDesc", flags);
      return table.byName(name).xml();
    },
    isActive: ({ uuid }) => table.byUuid(uuid).active,
    isPersistent: ({ uuid }) => table.byUuid(uuid).persistent,
    autostart({ name }) {
      const { persistent, autostart } = table.byName(name);
      return persistent && autostart;
    },
    setAutostart({ name }, autostart) {
      const pool = table.byName(name);
      if (!pool.persistent) throw noConfigFile();
      pool.autostart = autostart;
    },
    findSources,
  };
}
