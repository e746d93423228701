// Storage volumes of the test hypervisor. They have a size and a path, and no content.

import { StorageVolCreateFlags } from "@virtgate/protocol/constants";
import { unexplained } from "../../definitions/refusal.js";
import type { StorageVolumeDriver, StorageVolumeRef } from "../storage-driver.js";
import { failed, onlyFlags } from "./refusals.js";
import { readVolume } from "./storage-definition.js";
import { type TestPool, TestVolume } from "./storage-pool.js";
import {
  noRoom,
  noVolumeAt,
  noVolumeNamed,
  noVolumeWithKey,
  somePoolInactive,
  volumeExists,
} from "./storage-refusals.js";
import type { StorageTable } from "./storage-table.js";

/** As many as one answer can list (REMOTE_STORAGE_VOL_LIST_MAX). */
const maxVolumes = 16_384;

/** Adds a volume under the pool's rules. `original`: the name of the one it is to be like, which must be there. */
function create(pool: TestPool, xml: string, flags: number, original?: string): StorageVolumeRef {
  const definition = readVolume(xml, pool, flags);
  if (pool.volumeNamed(definition.name) !== undefined) throw volumeExists();
  if (original !== undefined && pool.volumeNamed(original) === undefined) throw noVolumeNamed(original);
  if (!pool.hasRoomFor(definition)) throw noRoom(definition.name);
  if (pool.volumeCount >= maxVolumes) throw failed(`too many volumes, at most ${maxVolumes} are possible`);
  const path = pool.pathOf(definition.name);
  const volume = new TestVolume(definition, pool.ref.name, path, path);
  if (!pool.add(volume)) throw unexplained();
  return volume.ref;
}

export function storageVolumes(table: StorageTable): StorageVolumeDriver {
  function find({ pool, name }: StorageVolumeRef): [TestPool, TestVolume] {
    const active = table.active({ name: pool });
    const volume = active.volumeNamed(name);
    if (volume === undefined) throw noVolumeNamed(name);
    return [active, volume];
  }

  function search(look: (pool: TestPool) => TestVolume | undefined): StorageVolumeRef | undefined {
    for (const pool of table.values()) {
      const found = pool.active ? look(pool) : undefined;
      if (found !== undefined) return found.ref;
    }
    return undefined;
  }

  return {
    lookupByName: (pool, name) => find({ pool: pool.name, name, key: "" })[1].ref,
    lookupByKey(key) {
      const found = search((pool) => pool.volumeWithKey(key));
      if (found === undefined) throw noVolumeWithKey(key);
      return found;
    },
    lookupByPath(path) {
      const found = search((pool) => pool.volumeAt(path));
      if (found === undefined) throw noVolumeAt(path);
      return found;
    },
    list({ uuid }, flags) {
      onlyFlags("testStoragePoolListAllVolumes", flags);
      const pool = table.byUuid(uuid);
      if (!pool.active) throw somePoolInactive();
      return Array.from(pool.volumes, ({ ref }) => ref);
    },
    names: (pool) => Array.from(table.active(pool).volumes, ({ ref }) => ref.name),

    create(pool, xml, flags) {
      onlyFlags("testStorageVolCreateXML", flags, StorageVolCreateFlags.validate);
      return create(table.active(pool), xml, flags);
    },
    createFrom(pool, xml, original, flags) {
      onlyFlags("testStorageVolCreateXMLFrom", flags, StorageVolCreateFlags.validate);
      return create(table.active(pool), xml, flags, original.name);
    },
    delete(named, flags) {
      onlyFlags("testStorageVolDelete", flags);
      const [pool, volume] = find(named);
      pool.remove(volume);
    },

    info(named) {
      const [pool, { definition }] = find(named);
      const { capacityBytes, allocationBytes } = definition;
      return { type: pool.definition.type.volumeType, capacityBytes, allocationBytes };
    },
    xml(named, flags) {
      onlyFlags("testStorageVolGetXMLDesc", flags);
      const [pool, volume] = find(named);
      return volume.xml(pool.definition.type);
    },
    path: (named) => find(named)[1].path,
  };
}
