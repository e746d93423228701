// A test hypervisor: its host, its domains, and the connections to it. What two connections share, both change.

import type { DomainCheckpointDriver, DomainSnapshotDriver } from "../domain-snapshot-driver.js";
import type { DomainDriver, Driver, HostDriver } from "../driver.js";
import type { InterfaceDriver } from "../interface-driver.js";
import type { NetworkDriver } from "../network-driver.js";
import type { NodeDeviceDriver } from "../node-device-driver.js";
import type { StorageDriver } from "../storage-driver.js";
import { domainBlkio } from "./blkio.js";
import { deviceParameters } from "./device-parameters.js";
import { domainCheckpoints } from "./domain-checkpoints.js";
import { domainDevices } from "./domain-devices.js";
import { domainLifecycle } from "./domain-lifecycle.js";
import { domainReading } from "./domain-reading.js";
import { domainSaving } from "./domain-saving.js";
import { domainSnapshots } from "./domain-snapshots.js";
import { domainTuning } from "./domain-tuning.js";
import { domainGuest } from "./guest.js";
import { testHost } from "./host.js";
import { interfaces } from "./interfaces.js";
import { domainIothreads } from "./iothreads.js";
import { networkAddress } from "./network-address.js";
import { networks } from "./networks.js";
import { nodeDevices } from "./node-devices.js";
import { domainParameters } from "./parameters.js";
import type { TestState } from "./state.js";
import { domainStatistics } from "./statistics.js";
import { storagePools } from "./storage-pools.js";
import { storageVolumes } from "./storage-volumes.js";
import { domainThreads } from "./threads.js";

export class TestHypervisor {
  readonly host: HostDriver;
  readonly domains: DomainDriver;
  readonly snapshots: DomainSnapshotDriver;
  readonly checkpoints: DomainCheckpointDriver;
  readonly #state: TestState;
  #networks: NetworkDriver | undefined;
  #interfaces: InterfaceDriver | undefined;
  #storage: StorageDriver | undefined;
  #nodeDevices: NodeDeviceDriver | undefined;
  readonly #whenUnused: () => void;
  #connections = 0;

  /** `whenUnused` runs when the last connection is closed. */
  constructor(state: TestState, whenUnused: () => void = () => {}) {
    const table = state.domains;
    this.host = testHost(state.node);
    const lifecycle = domainLifecycle(table);
    this.domains = {
      events: table.events,
      ...domainReading(table),
      ...lifecycle,
      // As in libvirt: there is no guest that could use the files.
      createXmlWithFiles: (xml, _files, flags) => lifecycle.createXml(xml, flags),
      startWithFiles: (domain, _files, flags) => lifecycle.start(domain, flags),
      ...domainTuning(table),
      ...domainSaving(table),
      ...domainDevices(table),
      ...domainThreads(table, state.node),
      ...domainIothreads(table),
      ...domainParameters(table),
      ...domainBlkio(table),
      ...deviceParameters(table),
      ...domainStatistics(table, state.node),
      ...domainGuest(table, (network) => networkAddress(state.networks.byName(network).definition)),
    };
    this.snapshots = domainSnapshots(table);
    this.checkpoints = domainCheckpoints(table);
    this.#state = state;
    this.#whenUnused = whenUnused;
  }

  get networks(): NetworkDriver {
    this.#networks ??= networks(this.#state.networks);
    return this.#networks;
  }

  get interfaces(): InterfaceDriver {
    this.#interfaces ??= interfaces(this.#state.interfaces);
    return this.#interfaces;
  }

  get storage(): StorageDriver {
    if (this.#storage === undefined) {
      const { storage } = this.#state;
      this.#storage = {
        events: storage.events,
        pools: storagePools(storage),
        volumes: storageVolumes(storage),
      };
    }
    return this.#storage;
  }

  get nodeDevices(): NodeDeviceDriver {
    this.#nodeDevices ??= nodeDevices(this.#state.devices);
    return this.#nodeDevices;
  }

  connect(uri: string): Driver {
    this.#connections++;
    let closed = false;
    const hypervisor = this;
    return {
      name: "Test",
      type: "TEST",
      version: 2,
      uri,
      secure: true,
      host: this.host,
      domains: this.domains,
      snapshots: this.snapshots,
      checkpoints: this.checkpoints,
      get networks() {
        return hypervisor.networks;
      },
      get interfaces() {
        return hypervisor.interfaces;
      },
      get storage() {
        return hypervisor.storage;
      },
      get nodeDevices() {
        return hypervisor.nodeDevices;
      },
      close: () => {
        if (closed) return;
        closed = true;
        if (--this.#connections === 0) this.#whenUnused();
      },
    };
  }
}
