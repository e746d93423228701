// A test hypervisor: its host, its domains, and the connections to it. What two connections share, both change.

import type { DomainDriver, Driver, HostDriver } from "../driver.js";
import { domainDevices } from "./domain-devices.js";
import { domainLifecycle } from "./domain-lifecycle.js";
import { domainReading } from "./domain-reading.js";
import { domainSaving } from "./domain-saving.js";
import { domainTuning } from "./domain-tuning.js";
import { testHost } from "./host.js";
import type { TestState } from "./state.js";

export class TestHypervisor {
  readonly host: HostDriver;
  readonly domains: DomainDriver;
  readonly #whenUnused: () => void;
  #connections = 0;

  /** `whenUnused` runs when the last connection is closed. */
  constructor(state: TestState, whenUnused: () => void = () => {}) {
    const table = state.domains;
    this.host = testHost(state.node);
    this.domains = {
      events: table.events,
      ...domainReading(table),
      ...domainLifecycle(table),
      ...domainTuning(table),
      ...domainSaving(table),
      ...domainDevices(table),
    };
    this.#whenUnused = whenUnused;
  }

  connect(uri: string): Driver {
    this.#connections++;
    let closed = false;
    return {
      name: "Test",
      type: "TEST",
      version: 2,
      uri,
      secure: true,
      host: this.host,
      domains: this.domains,
      close: () => {
        if (closed) return;
        closed = true;
        if (--this.#connections === 0) this.#whenUnused();
      },
    };
  }
}
