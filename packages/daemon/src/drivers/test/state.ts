// What a test hypervisor consists of. Connections share it, and what one changes all see.

import { domainEvents } from "../domain-events.js";
import { EventState } from "../events.js";
import { nodeDeviceEvents } from "../node-device-events.js";
import { DeviceTable } from "./device-table.js";
import { DomainTable } from "./domain-table.js";
import type { FindNetworkAddress } from "./guest.js";
import type { TestNode } from "./host.js";
import { noNetwork } from "./refusals.js";

export class TestState {
  readonly node: TestNode;
  readonly events = new EventState();
  readonly domains = new DomainTable(domainEvents(this.events));
  readonly devices = new DeviceTable(nodeDeviceEvents(this.events));

  /** Where guests get the addresses of their network cards. */
  networkAddress: FindNetworkAddress = (name) => {
    throw noNetwork(name);
  };

  constructor(node: TestNode) {
    this.node = node;
  }
}
