// What can happen to a device of the host.

import { EventSource, type EventState } from "./events.js";
import type { NodeDeviceRef } from "./node-device-driver.js";

/** An event in the hypervisor's words. `kind` names libvirt's event id. */
export type NodeDeviceEvent =
  | {
      readonly kind: "lifecycle";
      readonly device: NodeDeviceRef;
      /** virNodeDeviceEventLifecycleType */
      readonly event: number;
      readonly detail: number;
    }
  | { readonly kind: "update"; readonly device: NodeDeviceRef };

/** virNodeDeviceEventID of the kinds that drivers raise. */
const nodeDeviceEventIds: { readonly [Kind in NodeDeviceEvent["kind"]]: number } = {
  lifecycle: 0,
  update: 1,
};

/** Events of devices; one device is named by its name. */
export type NodeDeviceEvents = EventSource<NodeDeviceEvent, string>;

export const nodeDeviceEvents = (state: EventState): NodeDeviceEvents =>
  new EventSource(state, {
    idOf: (event) => nodeDeviceEventIds[event.kind],
    isAbout: (event, name) => event.device.name === name,
  });
