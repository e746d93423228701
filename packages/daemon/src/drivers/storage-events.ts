// What can happen to a storage pool.

import { EventSource, type EventState } from "./events.js";
import type { StoragePoolRef } from "./storage-driver.js";
import { sameUuid } from "./uuid-map.js";

/** An event in the hypervisor's words. `kind` names libvirt's event id. */
export type StoragePoolEvent =
  | {
      readonly kind: "lifecycle";
      readonly pool: StoragePoolRef;
      /** virStoragePoolEventLifecycleType, and the detail that belongs to it. */
      readonly event: number;
      readonly detail: number;
    }
  | { readonly kind: "refresh"; readonly pool: StoragePoolRef };

/** virStoragePoolEventID of the kinds. */
export const storagePoolEventIds: { readonly [Kind in StoragePoolEvent["kind"]]: number } = {
  lifecycle: 0,
  refresh: 1,
};

/** Events of pools; one pool is named by its uuid. */
export type StoragePoolEvents = EventSource<StoragePoolEvent, Uint8Array>;

export const storagePoolEvents = (state: EventState): StoragePoolEvents =>
  new EventSource(state, {
    idOf: (event) => storagePoolEventIds[event.kind],
    isAbout: (event, uuid) => sameUuid(event.pool.uuid, uuid),
  });
