// Volumes by key or path, whichever pool they are in.

import { remote, type StorageVolRef } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { RemoteObject } from "./object.js";
import { StorageVolume } from "./storage-volume.js";

const { calls } = remote;

export class StorageVolumes extends RemoteObject {
  of(ref: StorageVolRef): StorageVolume {
    return new StorageVolume(this.connection, ref);
  }

  async lookupByKey(key: string, options?: CallOptions): Promise<StorageVolume> {
    return this.of((await this.invoke(calls.storageVolLookupByKey, { key }, options)).vol);
  }

  async lookupByPath(path: string, options?: CallOptions): Promise<StorageVolume> {
    return this.of((await this.invoke(calls.storageVolLookupByPath, { path }, options)).vol);
  }
}
