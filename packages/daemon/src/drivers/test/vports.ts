// The virtual Fibre Channel port that a pool on such an adapter brings along: one device of the host, whatever the pool
// asks for, and it goes with whichever pool stops first.

import { unexplained } from "../../definitions/refusal.js";
import { type DeviceTable, virtualAdapter } from "./device-table.js";
import { noNodeDevice } from "./storage-refusals.js";

export class Vports {
  readonly #devices: DeviceTable;

  constructor(devices: DeviceTable) {
    this.#devices = devices;
  }

  /** Throws where there is no adapter for it; libvirt does not say what is missing. */
  create(wwnn: string, wwpn: string): void {
    if (this.#devices.createVport(wwnn, wwpn) === undefined) throw unexplained();
  }

  /** Throws VIR_ERR_NO_NODE_DEVICE when there is none. */
  remove(): void {
    const port = this.#devices.get(virtualAdapter);
    if (port === undefined) throw noNodeDevice(virtualAdapter);
    this.#devices.remove(port);
  }
}
