// The system inside a domain. It has two filesystems on its first disk, and a clock that stands still.

import {
  DomainInterfaceAddressesSource,
  DomainProcessSignal,
  DomainState,
  IPAddrType,
} from "@virtgate/protocol/constants";
import { diskTarget } from "../../definitions/domain/devices/disk.js";
import { interfaceMac, interfaceName } from "../../definitions/domain/find-device.js";
import { attribute, childNamed } from "../../definitions/index.js";
import type { DomainGuest } from "../domain-guest.js";
import type { TestDomain } from "./domain.js";
import type { DomainTable } from "./domain-table.js";
import { invalidArgument, notValid, onlyFlags, unsupportedArgument } from "./refusals.js";

const mountpoints = ["/", "/boot"];

function requireMountpoint(mountpoint: string): void {
  if (!mountpoints.includes(mountpoint)) throw notValid(`mount point not found: ${mountpoint}`);
}

/** An address in a network: the first that it gives away, and the length of its prefix. */
export interface NetworkAddress {
  readonly type: number;
  /** The address `offset` places after the first one. */
  at(offset: number): string;
  readonly prefix: number;
}

/** Undefined for a network without addresses. Throws VIR_ERR_NO_NETWORK. */
export type FindNetworkAddress = (network: string) => NetworkAddress | undefined;

/** Guests are given addresses far enough from each other for this many network cards. */
const addressesPerDomain = 20;

function setFrozen({ frozen }: TestDomain, given: readonly string[], to: boolean): number {
  for (const one of given) requireMountpoint(one);
  const changed = new Set((given.length === 0 ? mountpoints : given).filter((one) => frozen.has(one) !== to));
  for (const one of changed) {
    if (to) frozen.add(one);
    else frozen.delete(one);
  }
  return changed.size;
}

export function domainGuest(table: DomainTable, findNetwork: FindNetworkAddress): Required<DomainGuest> {
  return {
    guestHostname(ref, flags) {
      onlyFlags("testDomainGetHostname", flags);
      table.findActive(ref);
      return `${ref.name}host`;
    },

    time(ref, flags) {
      onlyFlags("testDomainGetTime", flags);
      const { state, time } = table.find(ref);
      if (state !== DomainState.running) throw notValid("domain is not running");
      return time;
    },

    setTime(ref, time, flags) {
      onlyFlags("testDomainSetTime", flags, 1);
      table.findActive(ref).time = time;
    },

    freeze(ref, given, flags) {
      onlyFlags("testDomainFSFreeze", flags);
      return setFrozen(table.findActive(ref), given, true);
    },

    thaw(ref, given, flags) {
      onlyFlags("testDomainFSThaw", flags);
      return setFrozen(table.findActive(ref), given, false);
    },

    trim(ref, mountpoint, _minimumBytes, flags) {
      onlyFlags("testDomainFSTrim", flags);
      table.findActive(ref);
      if (mountpoint !== null) requireMountpoint(mountpoint);
    },

    filesystems(ref, flags) {
      onlyFlags("testDomainGetFSInfo", flags);
      const { disk } = table.findActive(ref).definition.devices;
      const first = disk.find((one) => attribute(one, "device") === "disk");
      if (first === undefined) return [];
      const target = diskTarget(first);
      return mountpoints.map((mountpoint, at) => ({
        mountpoint,
        name: `${target}${at + 1}`,
        type: "ext4",
        disks: [target],
      }));
    },

    setUserPassword(ref, _user, _password, flags) {
      onlyFlags("testDomainSetUserPassword", flags, 1);
      table.findActive(ref);
    },

    sendSignal(ref, pid, signal, flags) {
      onlyFlags("testDomainSendProcessSignal", flags);
      if (pid !== 1n) throw invalidArgument("only sending a signal to pid 1 is supported");
      if (signal >= DomainProcessSignal.last) {
        throw invalidArgument(`signum value ${signal | 0} is out of range`);
      }
      table.find(ref);
    },

    interfaceAddresses(ref, source, flags) {
      onlyFlags("testDomainInterfaceAddresses", flags);
      if (source >= DomainInterfaceAddressesSource.last) {
        throw unsupportedArgument(`Unknown IP address data source ${source | 0}`);
      }
      const domain = table.findActive(ref);
      return domain.definition.devices.interface.map((one, at) => {
        let addresses = [{ type: IPAddrType.ipv4 as number, address: `192.168.0.${at + 1}`, prefix: 24 }];
        if (attribute(one, "type") === "network") {
          const network = findNetwork(attribute(childNamed(one, "source"), "network") ?? "");
          const offset = addressesPerDomain * (domain.ref.id - 1) + at + 1;
          addresses =
            network === undefined
              ? []
              : [{ type: network.type, address: network.at(offset), prefix: network.prefix }];
        }
        return {
          name: interfaceName(one) ?? "",
          mac: interfaceMac(one) ?? null,
          addresses,
        };
      });
    },
  };
}
