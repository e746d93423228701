// What a hypervisor promises about the devices of its host.

import type { MaybePromise } from "./driver.js";
import type { Events } from "./events.js";
import type { NodeDeviceEvent } from "./node-device-events.js";

/** A device as a client names it, and as events name it. */
export interface NodeDeviceRef {
  readonly name: string;
}

/** `flags` are those of libvirt's public function of that name; a driver refuses the ones it does not know. */
export interface NodeDeviceDriver {
  readonly events: Events<NodeDeviceEvent, string>;

  /** Those that have the capability `capability` (virNodeDevCapType by name); all when it is null. */
  count(capability: string | null, flags: number): MaybePromise<number>;
  names(capability: string | null, flags: number): MaybePromise<readonly string[]>;
  /** Filtered by VIR_CONNECT_LIST_NODE_DEVICES_*. */
  list(flags: number): MaybePromise<readonly NodeDeviceRef[]>;
  /** Throws VIR_ERR_NO_NODE_DEVICE. */
  lookupByName(name: string): MaybePromise<NodeDeviceRef>;
  lookupScsiHostByWwn?(wwnn: string, wwpn: string, flags: number): MaybePromise<NodeDeviceRef>;

  xml(device: NodeDeviceRef, flags: number): MaybePromise<string>;
  /** Null for the root of the tree. */
  parent(device: NodeDeviceRef): MaybePromise<string | null>;
  capabilities(device: NodeDeviceRef): MaybePromise<readonly string[]>;
  isActive?(device: NodeDeviceRef): MaybePromise<boolean>;
  isPersistent?(device: NodeDeviceRef): MaybePromise<boolean>;

  createXml(xml: string, flags: number): MaybePromise<NodeDeviceRef>;
  destroy(device: NodeDeviceRef): MaybePromise<void>;
  define?(xml: string, flags: number): MaybePromise<NodeDeviceRef>;
  undefine?(device: NodeDeviceRef, flags: number): MaybePromise<void>;
  start?(device: NodeDeviceRef, flags: number): MaybePromise<void>;
  autostart?(device: NodeDeviceRef): MaybePromise<boolean>;
  setAutostart?(device: NodeDeviceRef, autostart: boolean): MaybePromise<void>;

  /** Takes it from the host's driver, to be given to a guest. */
  detach?(device: NodeDeviceRef, driver: string | null, flags: number): MaybePromise<void>;
  reattach?(device: NodeDeviceRef): MaybePromise<void>;
  reset?(device: NodeDeviceRef): MaybePromise<void>;
}
