// What a test hypervisor consists of. Connections share it, and what one changes all see.

import { domainEvents } from "../domain-events.js";
import { EventState } from "../events.js";
import { networkEvents } from "../network-events.js";
import { nodeDeviceEvents } from "../node-device-events.js";
import { storagePoolEvents } from "../storage-events.js";
import { DeviceTable } from "./device-table.js";
import { DomainTable } from "./domain-table.js";
import type { TestNode } from "./host.js";
import { InterfaceTable } from "./interface-table.js";
import { NetworkTable } from "./network-table.js";
import { StorageTable } from "./storage-table.js";
import { Vports } from "./vports.js";

/** What is there from the beginning. Most connections are about domains alone: the rest is made when somebody looks. */
export interface Beginnings {
  networks?(table: NetworkTable): void;
  interfaces?(table: InterfaceTable): void;
  storage?(table: StorageTable): void;
  devices?(table: DeviceTable): void;
}

export class TestState {
  readonly node: TestNode;
  readonly events = new EventState();
  readonly domains = new DomainTable(domainEvents(this.events));
  readonly #beginnings: Beginnings;
  #networks: NetworkTable | undefined;
  #interfaces: InterfaceTable | undefined;
  #storage: StorageTable | undefined;
  #devices: DeviceTable | undefined;

  constructor(node: TestNode, beginnings: Beginnings = {}) {
    this.node = node;
    this.#beginnings = beginnings;
  }

  get networks(): NetworkTable {
    if (this.#networks === undefined) {
      this.#networks = new NetworkTable(networkEvents(this.events));
      this.#beginnings.networks?.(this.#networks);
    }
    return this.#networks;
  }

  get interfaces(): InterfaceTable {
    if (this.#interfaces === undefined) {
      this.#interfaces = new InterfaceTable();
      this.#beginnings.interfaces?.(this.#interfaces);
    }
    return this.#interfaces;
  }

  get storage(): StorageTable {
    if (this.#storage === undefined) {
      this.#storage = new StorageTable(storagePoolEvents(this.events), new Vports(this.devices));
      this.#beginnings.storage?.(this.#storage);
    }
    return this.#storage;
  }

  get devices(): DeviceTable {
    if (this.#devices === undefined) {
      this.#devices = new DeviceTable(nodeDeviceEvents(this.events));
      this.#beginnings.devices?.(this.#devices);
    }
    return this.#devices;
  }
}
