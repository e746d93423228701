// What a test hypervisor consists of. Connections share it, and what one changes all see.

import { domainEvents } from "../domain-events.js";
import { EventState } from "../events.js";
import { networkEvents } from "../network-events.js";
import { DomainTable } from "./domain-table.js";
import type { TestNode } from "./host.js";
import { InterfaceTable } from "./interface-table.js";
import { NetworkTable } from "./network-table.js";
import { StorageTable } from "./storage-table.js";
import { Vports } from "./vports.js";

export class TestState {
  readonly node: TestNode;
  readonly events = new EventState();
  readonly domains = new DomainTable(domainEvents(this.events));
  readonly devices = new DeviceTable(nodeDeviceEvents(this.events));
  readonly storage = new StorageTable(storagePoolEvents(this.events), new Vports(this.devices));
  readonly networks = new NetworkTable(networkEvents(this.events));
  readonly interfaces = new InterfaceTable();

  constructor(node: TestNode) {
    this.node = node;
  }
}
