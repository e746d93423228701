// All devices of one test host, found by name. Virtual adapters come and go; the others stay.

import { NodeDeviceEventLifecycleType } from "@virtgate/protocol/constants";
import {
  formatNodeDevice,
  hasCapability,
  type NodeDeviceDefinition,
  withWorldWideNames,
  worldWideNames,
} from "../../definitions/node-device/index.js";
import type { NodeDeviceEvents } from "../node-device-events.js";
import { deviceFailure, noNodeDevice } from "./refusals.js";

/** As many as one answer can list (REMOTE_NODE_DEVICE_LIST_MAX). */
const maxDevices = 65_536;

/** The adapter that new virtual ones are copies of, and what such a copy is called: as in libvirt's test driver. */
const modelAdapter = "scsi_host11";
export const virtualAdapter = "scsi_host12";

export class DeviceTable {
  readonly events: NodeDeviceEvents;
  readonly #byName = new Map<string, NodeDeviceDefinition>();
  readonly #xml = new WeakMap<NodeDeviceDefinition, string>();

  constructor(events: NodeDeviceEvents) {
    this.events = events;
  }

  values(): Iterable<NodeDeviceDefinition> {
    return this.#byName.values();
  }

  get(name: string): NodeDeviceDefinition | undefined {
    return this.#byName.get(name);
  }

  /** Throws VIR_ERR_NO_NODE_DEVICE. */
  find(name: string): NodeDeviceDefinition {
    const found = this.#byName.get(name);
    if (found === undefined) throw noNodeDevice(name);
    return found;
  }

  xml(device: NodeDeviceDefinition): string {
    let text = this.#xml.get(device);
    if (text === undefined) {
      text = formatNodeDevice(device);
      this.#xml.set(device, text);
    }
    return text;
  }

  /** Takes it in; one of the same name is replaced. */
  assign(device: NodeDeviceDefinition): void {
    if (this.#byName.size >= maxDevices && !this.#byName.has(device.name))
      throw deviceFailure(`too many devices, at most ${maxDevices} are possible`);
    this.#byName.set(device.name, device);
  }

  remove({ name }: NodeDeviceDefinition): void {
    this.#byName.delete(name);
    this.#tell(name, NodeDeviceEventLifecycleType.deleted);
  }

  /**
   * A virtual adapter with these names, as a host would show it after it was asked for one. Undefined when this host
   * has nothing to make one of.
   */
  createVport(wwnn: string, wwpn: string): NodeDeviceDefinition | undefined {
    const model = this.#byName.get(modelAdapter);
    if (model === undefined) return undefined;
    const capabilities = withWorldWideNames(model.capabilities, wwnn, wwpn);
    const made = { ...model, name: virtualAdapter, capabilities };
    this.assign(made);
    this.#tell(made.name, NodeDeviceEventLifecycleType.created);
    return made;
  }

  /**
   * Refuses a new virtual adapter whose parent is missing or cannot have one. The parent is named in one of four ways,
   * or not at all.
   */
  requireVportParent(device: NodeDeviceDefinition): void {
    const { parentWwnn, parentWwpn, parentFabricWwn } = device;
    const isNamed = (one: NodeDeviceDefinition, fits: (names: Names) => boolean) => {
      const names = worldWideNames(one.capabilities);
      return names !== undefined && fits(names) && hasCapability(one.capabilities, "vports");
    };
    const missing = `Could not find parent device for '${device.name}'`;
    if (device.parent !== undefined) {
      const parent = this.#byName.get(device.parent);
      if (parent === undefined) throw deviceFailure(missing);
      if (!hasCapability(parent.capabilities, "vports"))
        throw deviceFailure(`Parent device ${parent.name} is not capable of vport operations`);
    } else if (parentWwnn !== undefined && parentWwpn !== undefined) {
      this.#requireAny(missing, (one) =>
        isNamed(one, ({ wwnn, wwpn }) => wwnn === parentWwnn && wwpn === parentWwpn),
      );
    } else if (parentFabricWwn !== undefined) {
      this.#requireAny(missing, (one) => isNamed(one, ({ fabricWwn }) => fabricWwn === parentFabricWwn));
    } else {
      this.#requireAny("Could not find any vport capable device", (one) =>
        hasCapability(one.capabilities, "vports"),
      );
    }
  }

  #requireAny(missing: string, matches: (device: NodeDeviceDefinition) => boolean): void {
    for (const device of this.#byName.values()) if (matches(device)) return;
    throw deviceFailure(missing);
  }

  #tell(name: string, event: number): void {
    this.events.raise({ kind: "lifecycle", device: { name }, event, detail: 0 });
  }
}

type Names = NonNullable<ReturnType<typeof worldWideNames>>;
