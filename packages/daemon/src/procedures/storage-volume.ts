// Storage volumes: finding, creating and deleting them, and what there is to know of one.

import { ErrorDomain, type remote, remoteLimits } from "@virtgate/protocol";
import { StorageVolResizeFlags } from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import { wrongArgument } from "../drivers/refusals.js";
import type { StorageVolumeRef } from "../drivers/storage-driver.js";
import { after, done } from "./after.js";
import { requireListSize, supported } from "./checks.js";
import { storageOf } from "./storage-pool.js";

const volumesOf = (call: Call, api: string) => storageOf(call, api).volumes;
const named = (vol: StorageVolumeRef) => ({ vol });

/** An empty volume comes about only by a change of size. */
function requireSize(capacity: bigint, flags: number): void {
  const { delta, shrink } = StorageVolResizeFlags;
  if (capacity !== 0n || (flags & (delta | shrink)) !== 0) return;
  const api = "virStorageVolResize";
  const message = `capacity in ${api} cannot be zero without 'delta' or 'shrink' flags set`;
  throw wrongArgument(ErrorDomain.storage, api, "capacity", message);
}

export const storageVolumeHandlers: Handlers<typeof remote.calls> = {
  storagePoolNumOfVolumes: (call, { pool }) =>
    after(volumesOf(call, "virStoragePoolNumOfVolumes").names(pool), ({ length }) => ({ num: length })),
  storagePoolListVolumes(call, { pool, maxnames }) {
    const volumes = volumesOf(call, "virStoragePoolListVolumes");
    requireListSize("maxnames", maxnames, remoteLimits.storageVolListMax, "REMOTE_STORAGE_VOL_LIST_MAX");
    return after(volumes.names(pool), (names) => ({ names: names.slice(0, maxnames) }));
  },
  storagePoolListAllVolumes: (call, { pool, needResults, flags }) =>
    after(volumesOf(call, "virStoragePoolListAllVolumes").list(pool, flags), (vols) => ({
      vols: needResults ? [...vols] : [],
      ret: vols.length,
    })),

  storageVolLookupByName: (call, { pool, name }) =>
    after(volumesOf(call, "virStorageVolLookupByName").lookupByName(pool, name), named),
  storageVolLookupByKey: (call, { key }) =>
    after(volumesOf(call, "virStorageVolLookupByKey").lookupByKey(key), named),
  storageVolLookupByPath: (call, { path }) =>
    after(volumesOf(call, "virStorageVolLookupByPath").lookupByPath(path), named),

  storageVolCreateXml: (call, { pool, xml, flags }) =>
    after(volumesOf(call, "virStorageVolCreateXML").create(pool, xml, flags), named),
  storageVolCreateXmlFrom: (call, { pool, xml, clonevol, flags }) =>
    after(volumesOf(call, "virStorageVolCreateXMLFrom").createFrom(pool, xml, clonevol, flags), named),
  storageVolDelete: (call, { vol, flags }) => done(volumesOf(call, "virStorageVolDelete").delete(vol, flags)),

  storageVolGetInfo: (call, { vol }) =>
    after(volumesOf(call, "virStorageVolGetInfo").info(vol), ({ type, capacityBytes, allocationBytes }) => ({
      type,
      capacity: capacityBytes,
      allocation: allocationBytes,
    })),
  storageVolGetXmlDesc: (call, { vol, flags }) =>
    after(volumesOf(call, "virStorageVolGetXMLDesc").xml(vol, flags), (xml) => ({ xml })),
  storageVolGetPath: (call, { vol }) =>
    after(volumesOf(call, "virStorageVolGetPath").path(vol), (name) => ({ name })),
  storageVolResize(call, { vol, capacity, flags }) {
    const api = "virStorageVolResize";
    requireSize(capacity, flags);
    return done(supported(volumesOf(call, api).resize, api)(vol, capacity, flags));
  },
};
