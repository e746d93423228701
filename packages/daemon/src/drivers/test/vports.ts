// The virtual Fibre Channel port that a pool on such an adapter brings along. The test hypervisor knows of one: a
// copy of its one adapter that can have ports, and it goes with whichever pool stops first.

import { noNodeDevice } from "./storage-refusals.js";

export interface Vports {
  /** Throws VIR_ERR_NO_NODE_DEVICE where there is no adapter for it. */
  create(wwnn: string, wwpn: string): void;
  /** Throws VIR_ERR_NO_NODE_DEVICE when there is none. */
  remove(): void;
}

const adapter = "scsi_host11";
const port = "scsi_host12";

/** On a host with that adapter. */
export class OneVport implements Vports {
  #present = false;

  create(): void {
    this.#present = true;
  }

  remove(): void {
    if (!this.#present) throw noNodeDevice(port);
    this.#present = false;
  }
}

/** On a host without adapters. */
export const noVports: Vports = {
  create() {
    throw noNodeDevice(adapter);
  },
  remove() {
    throw noNodeDevice(port);
  },
};
