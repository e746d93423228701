// What can happen to a network.

import { EventSource, type EventState } from "./events.js";
import type { NetworkRef } from "./network-driver.js";
import { sameUuid } from "./uuid-map.js";

/** An event in the hypervisor's words. `kind` names libvirt's event id. */
export interface NetworkEvent {
  readonly kind: "lifecycle";
  readonly network: NetworkRef;
  /** virNetworkEventLifecycleType; there are no details yet. */
  readonly event: number;
  readonly detail: number;
}

/** virNetworkEventID of the kinds. */
export const networkEventIds: { readonly [Kind in NetworkEvent["kind"]]: number } = { lifecycle: 0 };

/** Events of networks; one network is named by its uuid. */
export type NetworkEvents = EventSource<NetworkEvent, Uint8Array>;

export const networkEvents = (state: EventState): NetworkEvents =>
  new EventSource(state, {
    idOf: (event) => networkEventIds[event.kind],
    isAbout: (event, uuid) => sameUuid(event.network.uuid, uuid),
  });
