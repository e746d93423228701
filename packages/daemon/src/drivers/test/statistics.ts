// Statistics. Nothing runs here, so the numbers are made up, as libvirt's test driver makes them up: those that should
// grow are parts of the time of day.

import type { TypedParam } from "@virtgate/protocol";
import {
  ConnectGetAllDomainStatsFlags,
  ConnectListAllDomainsFlags,
  DomainCpuStatsParams,
  DomainDiskErrorCode,
  DomainMemoryStatTags,
  DomainStatsTypes,
  TypedParameterFlags,
} from "@virtgate/protocol/constants";
import { diskTarget } from "../../definitions/domain/devices/disk.js";
import { findDisk, findInterface, isEmptyDisk } from "../../definitions/domain/find-device.js";
import { hasMemballoon } from "../../definitions/domain/memballoon.js";
import type { DomainStatistics } from "../domain-statistics.js";
import { unknownInterface } from "../refusals.js";
import { intParameter, uintParameter, ullongParameter } from "../typed-parameters.js";
import type { TestDomain } from "./domain.js";
import { domainFilter } from "./domain-filter.js";
import type { DomainTable } from "./domain-table.js";
import type { TestNode } from "./host.js";
import { invalidArgument, onlyFlags, unsupported, unsupportedArgument } from "./refusals.js";

const nowUs = () => BigInt(Date.now()) * 1000n;
const secondUs = 1_000_000n;

const totalCpuNs = 48_772_617_035n;
const totalCpu = [
  ullongParameter(DomainCpuStatsParams.cputime, totalCpuNs),
  ullongParameter(DomainCpuStatsParams.usertime, 5_540_000_000n),
  ullongParameter(DomainCpuStatsParams.systemtime, 6_460_000_000n),
];
/** How much of a processor's time is not the guest's own. */
const overheadNs = 1_234_567_890n;

const only = ConnectListAllDomainsFlags;
const statsFilters =
  only.active |
  only.inactive |
  only.persistent |
  only.transient |
  only.running |
  only.paused |
  only.shutoff |
  only.other;
const { nowait, backing, enforceStats } = ConnectGetAllDomainStatsFlags;
const statsGroups = DomainStatsTypes.state | DomainStatsTypes.iothread;

export function domainStatistics(table: DomainTable, node: TestNode): Required<DomainStatistics> {
  return {
    blockStats(ref, path) {
      if (path === "") throw unsupported("summary statistics are not supported yet");
      const { definition } = table.findActive(ref);
      if (findDisk(definition, path, { ambiguous: false }) === undefined) {
        throw invalidArgument(`invalid path: ${path}`);
      }
      const base = nowUs();
      return {
        readRequests: base / 10n,
        readBytes: base / 20n,
        writeRequests: base / 30n,
        writeBytes: base / 40n,
        errors: base / (2n * secondUs),
      };
    },

    blockInfo(ref, path, flags) {
      onlyFlags("testDomainGetBlockInfo", flags);
      const disk = findDisk(table.find(ref).definition, path, { ambiguous: false });
      if (disk === undefined) throw invalidArgument(`invalid path ${path} not assigned to domain`);
      if (isEmptyDisk(disk)) {
        throw invalidArgument(`disk '${path}' does not currently have a source assigned`);
      }
      return {
        capacityBytes: 1_099_506_450_432n,
        allocationBytes: 1_099_511_627_776n,
        physicalBytes: 1_099_511_627_776n,
      };
    },

    interfaceStats(ref, device) {
      const { definition } = table.findActive(ref);
      if (findInterface(definition, device) === undefined) throw unknownInterface(device);
      const base = nowUs();
      return {
        received: {
          bytes: base / 10n,
          packets: base / 100n,
          errors: base / secondUs,
          drops: base / (2n * secondUs),
        },
        sent: {
          bytes: base / 20n,
          packets: base / 110n,
          errors: base / (3n * secondUs),
          drops: base / (4n * secondUs),
        },
      };
    },

    memoryStats(ref, max, flags) {
      onlyFlags("testDomainMemoryStats", flags);
      const { definition } = table.findActive(ref);
      return hasMemballoon(definition) ? memoryStats(definition.currentMemoryKiB).slice(0, max) : [];
    },

    cpuStats(ref, { first, count, room }, flags) {
      onlyFlags("testDomainGetCPUStats", flags, TypedParameterFlags.stringOkay);
      table.findActive(ref);
      if (first === -1) return room === 0 ? totalCpu.length : [totalCpu.slice(0, room)];
      if (count === 0) return node.cores;
      if (room === 0) return 2;
      if (first >= node.cores) {
        throw invalidArgument(`start_cpu ${first} larger than maximum of ${node.cores - 1}`);
      }
      const shown = Math.min(node.cores, first + count) - first;
      return Array.from({ length: shown }, (_, at) => cpuTimes(first + at, node.cores).slice(0, room));
    },

    diskErrors(ref, room, flags) {
      onlyFlags("testDomainGetDiskErrors", flags);
      const { disk } = table.findActive(ref).definition.devices;
      if (room === 0) return disk.length;
      const codes = DomainDiskErrorCode.last - 1;
      return disk.slice(0, room).map((one, at) => ({ disk: diskTarget(one), error: (at % codes) + 1 }));
    },

    allStats(refs, groups, flags) {
      onlyFlags("testConnectGetAllDomainStats", flags, statsFilters | nowait | backing | enforceStats);
      const unknown = (groups & ~statsGroups) >>> 0;
      if (groups !== 0 && (flags & enforceStats) !== 0 && unknown !== 0) {
        throw unsupportedArgument(
          `Stats types bits 0x${unknown.toString(16)} are not supported by this daemon`,
        );
      }
      // A domain that has gone in the meantime is passed over.
      const domains = refs.length === 0 ? [...table.values()] : refs.flatMap((ref) => table.known(ref) ?? []);
      const chosen = groups === 0 ? statsGroups : groups;
      return domains
        .filter(domainFilter(flags & statsFilters))
        .map((domain) => ({ domain: domain.ref, parameters: statsOf(domain, chosen) }));
    },
  };
}

function memoryStats(currentKiB: bigint) {
  const tags = DomainMemoryStatTags;
  // libvirt keeps the size in an int here.
  const current = BigInt.asIntN(32, currentKiB);
  const values: [number, bigint][] = [
    [tags.actualBalloon, current],
    [tags.swapIn, 0n],
    [tags.swapOut, 0n],
    [tags.majorFault, 0n],
    [tags.minorFault, 0n],
    [tags.unused, current / 2n],
    [tags.available, current],
    [tags.usable, current / 2n],
    [tags.lastUpdate, 627_319_920n],
    [tags.diskCaches, current / 8n],
    [tags.hugetlbPgalloc, 0n],
    [tags.hugetlbPgfail, 0n],
    [tags.rss, current / 2n],
  ];
  return values.map(([tag, value]) => ({ tag, value: BigInt.asUintN(64, value) }));
}

function cpuTimes(cpu: number, cpus: number): readonly TypedParam[] {
  const time = totalCpuNs / BigInt(cpus) + BigInt(cpu);
  return [
    ullongParameter(DomainCpuStatsParams.cputime, time),
    ullongParameter(DomainCpuStatsParams.vcputime, BigInt.asUintN(64, time - overheadNs)),
  ];
}

function statsOf({ state, reason, active, polling }: TestDomain, groups: number): TypedParam[] {
  const parameters: TypedParam[] = [];
  if ((groups & DomainStatsTypes.state) !== 0) {
    parameters.push(intParameter("state.state", state), intParameter("state.reason", reason));
  }
  if ((groups & DomainStatsTypes.iothread) !== 0 && active && polling.length > 0) {
    parameters.push(uintParameter("iothread.count", polling.length));
    for (const { id, maxNs, grow, shrink } of polling) {
      parameters.push(
        ullongParameter(`iothread.${id}.poll-max-ns`, maxNs),
        uintParameter(`iothread.${id}.poll-grow`, grow),
        uintParameter(`iothread.${id}.poll-shrink`, shrink),
      );
    }
  }
  return parameters;
}
