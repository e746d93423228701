// Networks of the test hypervisor. Some calls go by the name that a client gives, and some by the uuid, as in libvirt.

import {
  ConnectListAllNetworksFlags,
  NetworkCreateFlags,
  NetworkDefineFlags,
  NetworkEventLifecycleType,
  NetworkUpdateFlags,
} from "@virtgate/protocol/constants";
import { bridgeNameOf, updateNetwork } from "../../definitions/index.js";
import { type FilterGroup, filterOf, knownFlags } from "../list-filter.js";
import type { NetworkChange, NetworkDriver, NetworkRef } from "../network-driver.js";
import type { TestNetwork } from "./network.js";
import {
  alreadyRunning,
  networkNotRunning,
  networkTransient,
  noBridge,
  stillRunning,
} from "./network-refusals.js";
import { type NetworkTable, readNetwork } from "./network-table.js";
import { randomContext } from "./random-context.js";
import { onlyFlags } from "./refusals.js";

const only = ConnectListAllNetworksFlags;

const filterGroups: readonly FilterGroup<TestNetwork>[] = [
  [
    [only.active, ({ active }) => active],
    [only.inactive, ({ active }) => !active],
  ],
  [
    [only.persistent, ({ persistent }) => persistent],
    [only.transient, ({ persistent }) => !persistent],
  ],
  [
    [only.autostart, ({ autostart }) => autostart],
    [only.noAutostart, ({ autostart }) => !autostart],
  ],
];
const knownFilters = knownFlags(filterGroups);

const { live, config } = NetworkUpdateFlags;

/** Changes what is active, what is defined, or both; neither when one of them cannot be changed. */
function update(network: TestNetwork, change: NetworkChange, given: number): void {
  const flags = given === NetworkUpdateFlags.current ? (network.active ? live : config) : given;
  const [isLive, isConfig] = [(flags & live) !== 0, (flags & config) !== 0];
  if (isLive && !network.active) throw networkNotRunning();
  if (isConfig && !network.persistent) throw networkTransient();
  // From now on the two go their own ways, even if nothing comes of this update.
  if (isConfig && network.active) network.nextDefinition ??= network.definition;
  const changed = isLive
    ? updateNetwork(network.definition, { ...change, inactive: false }, randomContext)
    : undefined;
  const next = isConfig
    ? updateNetwork(network.persistentDefinition, { ...change, inactive: true }, randomContext)
    : undefined;
  if (next) network.replacePersistent(next);
  if (changed) network.definition = changed;
}

export function networks(table: NetworkTable): NetworkDriver {
  const { events } = table;
  const tell = (network: NetworkRef, event: number) =>
    events.raise({ kind: "lifecycle", network, event, detail: 0 });

  function* filtered(flags: number): Iterable<TestNetwork> {
    onlyFlags("testConnectListAllNetworks", flags, knownFilters);
    const passes = filterOf(filterGroups, flags);
    for (const network of table.values()) if (passes(network)) yield network;
  }

  return {
    events,

    lookupByName: (name) => table.byName(name).ref,
    lookupByUuid: (uuid) => table.byUuid(uuid).ref,
    list: (flags) => Array.from(filtered(flags), ({ ref }) => ref),
    count(flags) {
      let count = 0;
      for (const _ of filtered(flags)) count++;
      return count;
    },

    xml(ref, flags) {
      onlyFlags("testNetworkGetXMLDesc", flags);
      return table.byName(ref.name).text;
    },
    bridgeName(ref) {
      const network = table.byName(ref.name);
      const bridge = bridgeNameOf(network.definition);
      if (bridge === undefined) throw noBridge(network.ref.name);
      return bridge;
    },
    isActive: (ref) => table.byUuid(ref.uuid).active,
    isPersistent: (ref) => table.byUuid(ref.uuid).persistent,
    autostart: (ref) => table.byName(ref.name).autostart,
    setAutostart(ref, autostart) {
      table.byName(ref.name).autostart = autostart;
    },

    define(xml, flags) {
      onlyFlags("testNetworkDefineXMLFlags", flags, NetworkDefineFlags.validate);
      const network = table.define(readNetwork(xml));
      tell(network.ref, NetworkEventLifecycleType.defined);
      return network.ref;
    },
    undefine(ref) {
      const network = table.byName(ref.name);
      if (network.active) throw stillRunning(ref.name);
      table.remove(network);
      // The event names it as the client did.
      tell({ name: ref.name, uuid: Uint8Array.from(ref.uuid) }, NetworkEventLifecycleType.undefined);
    },
    createXml(xml, flags) {
      onlyFlags("testNetworkCreateXMLFlags", flags, NetworkCreateFlags.validate);
      const network = table.admit(readNetwork(xml));
      network.active = true;
      tell(network.ref, NetworkEventLifecycleType.started);
      return network.ref;
    },
    start(ref) {
      const network = table.byName(ref.name);
      if (network.active) throw alreadyRunning(ref.name);
      network.active = true;
      tell(network.ref, NetworkEventLifecycleType.started);
    },
    // Also one that is not active: libvirt does not look.
    destroy(ref) {
      const network = table.byName(ref.name);
      network.active = false;
      if (!network.persistent) table.remove(network);
      tell(network.ref, NetworkEventLifecycleType.stopped);
    },
    update(ref, change, flags) {
      onlyFlags("testNetworkUpdate", flags, live | config);
      update(table.byUuid(ref.uuid), change, flags);
    },
  };
}
