// The storage pools of a host.

import { remote, type StoragePoolRef, type StorageVolRef } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { RemoteObject } from "./object.js";
import { StoragePool } from "./storage-pool.js";
import { uuidBytes } from "./uuid.js";

const { calls } = remote;

export class StoragePools extends RemoteObject {
  of(ref: StoragePoolRef): StoragePool {
    return new StoragePool(this.connection, ref);
  }

  async list(flags = 0, options?: CallOptions): Promise<StoragePool[]> {
    const { pools } = await this.invoke(calls.connectListAllStoragePools, { needResults: 1, flags }, options);
    return pools.map((ref) => this.of(ref));
  }

  async lookupByName(name: string, options?: CallOptions): Promise<StoragePool> {
    return this.of((await this.invoke(calls.storagePoolLookupByName, { name }, options)).pool);
  }

  async lookupByUuid(uuid: string | Uint8Array, options?: CallOptions): Promise<StoragePool> {
    const args = { uuid: uuidBytes(uuid) };
    return this.of((await this.invoke(calls.storagePoolLookupByUuid, args, options)).pool);
  }

  async lookupByTargetPath(path: string, options?: CallOptions): Promise<StoragePool> {
    return this.of((await this.invoke(calls.storagePoolLookupByTargetPath, { path }, options)).pool);
  }

  async lookupByVolume(volume: { readonly ref: StorageVolRef }, options?: CallOptions): Promise<StoragePool> {
    const args = { vol: volume.ref };
    return this.of((await this.invoke(calls.storagePoolLookupByVolume, args, options)).pool);
  }

  async define(xml: string, flags = 0, options?: CallOptions): Promise<StoragePool> {
    return this.of((await this.invoke(calls.storagePoolDefineXml, { xml, flags }, options)).pool);
  }

  /** Starts a pool that is not stored. */
  async create(xml: string, flags = 0, options?: CallOptions): Promise<StoragePool> {
    return this.of((await this.invoke(calls.storagePoolCreateXml, { xml, flags }, options)).pool);
  }
}
