// What can be asked about domains without changing them. `info` is the hottest call of the whole daemon.

import { DomainControlState, DomainMessageType, DomainXMLFlags } from "@virtgate/protocol/constants";
import type { ControlInfo, DomainDriver, DomainRef } from "../driver.js";
import { writeDefinition } from "./definition.js";
import { domainFilter, knownFilters } from "./domain-filter.js";
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

/** The clock of the pretended guest decides how busy its hypervisor pretends to be. */
function controlInfo(seconds: bigint): ControlInfo {
  const { ok, job, occupied, error } = DomainControlState;
  if (seconds > 0n && seconds < 10_000n) return { state: job, details: 0, stateTimeMs: seconds };
  if (seconds >= 10_000n && seconds < 30_000n) {
    return { state: occupied, details: 0, stateTimeMs: seconds - 10_000n };
  }
  if (seconds >= 30_000n && seconds < 60_000n) {
    return { state: error, details: Number(seconds % 4n), stateTimeMs: seconds - 30_000n };
  }
  return { state: ok, details: 0, stateTimeMs: 0n };
}

export function domainReading(table: DomainTable): Reading {
  return {
    lookupById: (id) => table.byId(id).ref,
    resolve: (domain) => table.find(domain).ref,
    lookupByUuid: (uuid) => table.byUuid(uuid).ref,
    lookupByName: (name) => table.byName(name).ref,

    list(flags) {
      onlyFlags("testConnectListAllDomains", flags, knownFilters);
      const passes = domainFilter(flags);
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
      return controlInfo(table.findActive(ref).time.seconds);
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
