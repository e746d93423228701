// What a test hypervisor consists of. Connections share it, and what one changes all see.

import { domainEvents } from "../domain-events.js";
import { EventState } from "../events.js";
import { DomainTable } from "./domain-table.js";
import type { TestNode } from "./host.js";

export class TestState {
  readonly node: TestNode;
  readonly events = new EventState();
  readonly domains = new DomainTable(domainEvents(this.events));

  constructor(node: TestNode) {
    this.node = node;
  }
}
