// The virtual Fibre Channel port that a pool on such an adapter brings along. The test hypervisor knows of one: a
// copy of its one adapter that can have ports, and it goes with whichever pool stops first.

import { unexplained } from "../../definitions/refusal.js";
import { noNodeDevice } from "./storage-refusals.js";

export interface Vports {
  /** Throws where there is no adapter for it; libvirt does not say what is missing. */
  create(wwnn: string, wwpn: string): void;
  /** Throws VIR_ERR_NO_NODE_DEVICE when there is none. */
  remove(): void;
}

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
    throw unexplained();
  },
  remove() {
    throw noNodeDevice(port);
  },
};
