// What can be asked about domains without changing them. `info` is the hottest call of the whole daemon.

import {
  ConnectListAllDomainsFlags,
  DomainControlState,
  DomainMessageType,
  DomainState,
  DomainXMLFlags,
} from "@virtgate/protocol/constants";
import type { DomainDriver, DomainRef } from "../driver.js";
import { writeDefinition } from "./definition.js";
import type { TestDomain } from "./domain.js";
import type { DomainTable } from "./domain-table.js";
import { onlyFlags } from "./refusals.js";

type Reading = Required<
  Pick<
    DomainDriver,
    | "resolve"
    | "lookupById"
    | "lookupByUuid"
    | "lookupByName"
    | "list"
    | "info"
    | "state"
    | "xml"
    | "osType"
    | "isActive"
    | "isPersistent"
    | "isUpdated"
    | "controlInfo"
    | "messages"
    | "securityLabel"
  >
>;

const only = ConnectListAllDomainsFlags;

/** Groups of filters: of each group that is used at all, a domain must match one filter. */
const filterGroups: readonly (readonly [flag: number, matches: (domain: TestDomain) => boolean])[][] = [
  [
    [only.active, (domain) => domain.active],
    [only.inactive, (domain) => !domain.active],
  ],
  [
    [only.persistent, (domain) => domain.persistent],
    [only.transient, (domain) => !domain.persistent],
  ],
  [
    [only.running, ({ state }) => state === DomainState.running],
    [only.paused, ({ state }) => state === DomainState.paused],
    [only.shutoff, ({ state }) => state === DomainState.shutoff],
    [only.other, ({ state }) => !ordinaryStates.has(state)],
  ],
  [
    [only.managedsave, (domain) => domain.managedSave],
    [only.noManagedsave, (domain) => !domain.managedSave],
  ],
  [
    [only.autostart, (domain) => domain.autostart],
    [only.noAutostart, (domain) => !domain.autostart],
  ],
  [
    [only.hasSnapshot, (domain) => domain.snapshotCount > 0],
    [only.noSnapshot, (domain) => domain.snapshotCount === 0],
  ],
  [
    [only.hasCheckpoint, (domain) => domain.checkpointCount > 0],
    [only.noCheckpoint, (domain) => domain.checkpointCount === 0],
  ],
];
const ordinaryStates: ReadonlySet<number> = new Set([
  DomainState.running,
  DomainState.paused,
  DomainState.shutoff,
]);
const knownFilters = filterGroups.flat().reduce((mask, [flag]) => mask | flag, 0);

/** The test that these flags make together. */
function filter(flags: number): (domain: TestDomain) => boolean {
  const used = filterGroups
    .map((group) => group.filter(([flag]) => (flags & flag) !== 0))
    .filter((group) => group.length > 0);
  return (domain) => used.every((group) => group.some(([, matches]) => matches(domain)));
}

let clockMs = 0;
let clockNs = 0n;

/**
 * Nothing computes here. libvirt's test driver gives the time of day as CPU time, so that it grows. Kept for the
 * millisecond, because a new bigint costs more than all the rest of `info`.
 */
function timeOfDayNs(): bigint {
  const now = Date.now();
  if (now !== clockMs) {
    clockMs = now;
    clockNs = BigInt(now) * 1_000_000n;
  }
  return clockNs;
}

export function domainReading(table: DomainTable): Reading {
  return {
    lookupById: (id) => table.byId(id).ref,
    resolve: (domain) => table.find(domain).ref,
    lookupByUuid: (uuid) => table.byUuid(uuid).ref,
    lookupByName: (name) => table.byName(name).ref,

    list(flags) {
      onlyFlags("testConnectListAllDomains", flags, knownFilters);
      const passes = filter(flags);
      const refs: DomainRef[] = [];
      for (const domain of table.values()) if (passes(domain)) refs.push(domain.ref);
      return refs;
    },

    info(ref) {
      const { definition, state } = table.find(ref);
      return {
        state,
        maxMemoryKiB: definition.memoryKiB,
        memoryKiB: definition.currentMemoryKiB,
        vcpus: definition.vcpus,
        cpuTimeNs: timeOfDayNs(),
      };
    },

    state(ref, flags) {
      onlyFlags("testDomainGetState", flags);
      const { state, reason } = table.find(ref);
      return { state, reason };
    },

    xml(ref, flags) {
      const { secure, inactive, migratable } = DomainXMLFlags;
      onlyFlags("testDomainGetXMLDesc", flags, secure | inactive | migratable);
      const domain = table.find(ref);
      const asInactive = (flags & inactive) !== 0;
      return writeDefinition(asInactive ? domain.persistentDefinition : domain.definition, {
        id: asInactive ? -1 : domain.ref.id,
        inactive: asInactive,
        secure: (flags & secure) !== 0,
        migratable: (flags & migratable) !== 0,
      });
    },

    // The same for every domain, and libvirt does not look whether there is one.
    osType: () => "linux",
    isUpdated: () => false,

    isActive: (ref) => table.find(ref).active,
    isPersistent: (ref) => table.find(ref).persistent,

    controlInfo(ref, flags) {
      onlyFlags("testDomainGetControlInfo", flags);
      table.findActive(ref);
      return { state: DomainControlState.ok, details: 0, stateTimeMs: 0n };
    },

    messages(ref, flags) {
      onlyFlags("testDomainGetMessages", flags, DomainMessageType.deprecation | DomainMessageType.tainting);
      table.find(ref);
      return [];
    },

    securityLabel(ref) {
      return table.find(ref).active ? { label: "libvirt-test", enforcing: true } : undefined;
    },
  };
}
