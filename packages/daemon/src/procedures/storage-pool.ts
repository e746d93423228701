// Finding storage pools, asking about them, and their lives.

import { type remote, remoteLimits } from "@virtgate/protocol";
import { ConnectListAllStoragePoolsFlags } from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import type { StorageDriver, StoragePoolInfo, StoragePoolRef } from "../drivers/storage-driver.js";
import { after, done } from "./after.js";
import { requireListSize, supported } from "./checks.js";

const { active, inactive } = ConnectListAllStoragePoolsFlags;

/** Throws VIR_ERR_NO_SUPPORT in the name of `api` where the hypervisor has no storage. */
export const storageOf = (call: Call, api: string): StorageDriver => supported(call.driver.storage, api);

const poolsOf = (call: Call, api: string) => storageOf(call, api).pools;
const named = (pool: StoragePoolRef) => ({ pool });

const wireInfo = (info: StoragePoolInfo) => ({
  state: info.state,
  capacity: info.capacityBytes,
  allocation: info.allocationBytes,
  available: info.availableBytes,
});

const count = (call: Call, api: string, flags: number) =>
  after(poolsOf(call, api).list(flags), ({ length }) => ({ num: length }));

function names(call: Call, api: string, flags: number, maxnames: number) {
  const pools = poolsOf(call, api);
  requireListSize("maxnames", maxnames, remoteLimits.storagePoolListMax, "REMOTE_STORAGE_POOL_LIST_MAX");
  return after(pools.list(flags), (found) => ({ names: found.slice(0, maxnames).map(({ name }) => name) }));
}

export const storagePoolHandlers: Handlers<typeof remote.calls> = {
  connectNumOfStoragePools: (call) => count(call, "virConnectNumOfStoragePools", active),
  connectNumOfDefinedStoragePools: (call) => count(call, "virConnectNumOfDefinedStoragePools", inactive),
  connectListStoragePools: (call, { maxnames }) =>
    names(call, "virConnectListStoragePools", active, maxnames),
  connectListDefinedStoragePools: (call, { maxnames }) =>
    names(call, "virConnectListDefinedStoragePools", inactive, maxnames),
  connectListAllStoragePools(call, { needResults, flags }) {
    const pools = poolsOf(call, "virConnectListAllStoragePools");
    if (!needResults) return after(pools.count(flags), (ret) => ({ pools: [], ret }));
    return after(pools.list(flags), (found) => ({ pools: [...found], ret: found.length }));
  },

  storagePoolLookupByName: (call, { name }) =>
    after(poolsOf(call, "virStoragePoolLookupByName").lookupByName(name), named),
  storagePoolLookupByUuid: (call, { uuid }) =>
    after(poolsOf(call, "virStoragePoolLookupByUUID").lookupByUuid(uuid), named),
  storagePoolLookupByVolume: (call, { vol }) =>
    after(poolsOf(call, "virStoragePoolLookupByVolume").lookupByVolume(vol), named),
  storagePoolLookupByTargetPath(call, { path }) {
    const api = "virStoragePoolLookupByTargetPath";
    return after(supported(poolsOf(call, api).lookupByTargetPath, api)(path), named);
  },

  storagePoolDefineXml: (call, { xml, flags }) =>
    after(poolsOf(call, "virStoragePoolDefineXML").define(xml, flags), named),
  storagePoolCreateXml: (call, { xml, flags }) =>
    after(poolsOf(call, "virStoragePoolCreateXML").createXml(xml, flags), named),
  storagePoolUndefine: (call, { pool }) => done(poolsOf(call, "virStoragePoolUndefine").undefine(pool)),
  storagePoolBuild: (call, { pool, flags }) => done(poolsOf(call, "virStoragePoolBuild").build(pool, flags)),
  storagePoolCreate: (call, { pool, flags }) =>
    done(poolsOf(call, "virStoragePoolCreate").start(pool, flags)),
  storagePoolDestroy: (call, { pool }) => done(poolsOf(call, "virStoragePoolDestroy").destroy(pool)),
  storagePoolDelete: (call, { pool, flags }) =>
    done(poolsOf(call, "virStoragePoolDelete").delete(pool, flags)),
  storagePoolRefresh: (call, { pool, flags }) =>
    done(poolsOf(call, "virStoragePoolRefresh").refresh(pool, flags)),

  storagePoolGetInfo: (call, { pool }) => after(poolsOf(call, "virStoragePoolGetInfo").info(pool), wireInfo),
  storagePoolGetXmlDesc: (call, { pool, flags }) =>
    after(poolsOf(call, "virStoragePoolGetXMLDesc").xml(pool, flags), (xml) => ({ xml })),
  storagePoolIsActive: (call, { pool }) =>
    after(poolsOf(call, "virStoragePoolIsActive").isActive(pool), (yes) => ({ active: yes ? 1 : 0 })),
  storagePoolIsPersistent: (call, { pool }) =>
    after(poolsOf(call, "virStoragePoolIsPersistent").isPersistent(pool), (yes) => ({
      persistent: yes ? 1 : 0,
    })),
  storagePoolGetAutostart: (call, { pool }) =>
    after(poolsOf(call, "virStoragePoolGetAutostart").autostart(pool), (yes) => ({ autostart: yes ? 1 : 0 })),
  storagePoolSetAutostart: (call, { pool, autostart }) =>
    done(poolsOf(call, "virStoragePoolSetAutostart").setAutostart(pool, autostart !== 0)),

  connectFindStoragePoolSources: (call, { type, srcSpec, flags }) =>
    after(poolsOf(call, "virConnectFindStoragePoolSources").findSources(type, srcSpec, flags), (xml) => ({
      xml,
    })),
  connectGetStoragePoolCapabilities(call, { flags }) {
    const api = "virConnectGetStoragePoolCapabilities";
    return after(supported(poolsOf(call, api).capabilities, api)(flags), (capabilities) => ({
      capabilities,
    }));
  },
};
