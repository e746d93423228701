// The machine that the test hypervisor pretends to run on.

import { hostname } from "node:os";
import { ErrorCode, ErrorDomain, LibvirtError } from "@virtgate/protocol";
import type { HostDriver, NodeInfo } from "../driver.js";
import { capabilities } from "./capabilities.js";
import { maxVcpusPerDomain } from "./domain-tuning.js";
import { invalidArgument, onlyFlags } from "./refusals.js";

export interface TestNode extends NodeInfo {
  /** Memory of each NUMA cell, and how much of it is free. */
  readonly cells: readonly { readonly memoryKiB: bigint; readonly freeKiB: bigint }[];
}

const sysinfo = `<sysinfo type='smbios'>
  <bios>
    <entry name='vendor'>LENOVO</entry>
    <entry name='version'>G4ETA1WW (2.61 )</entry>
    <entry name='date'>05/07/2014</entry>
    <entry name='release'>2.61</entry>
  </bios>
</sysinfo>
`;

/** Nanoseconds; the same for the host and for each of its processors. */
const cpuStats = [
  { field: "user", value: 9_797_400_000n },
  { field: "kernel", value: 34_678_723_400_000n },
  { field: "idle", value: 87_264_900_000n },
  { field: "iowait", value: 763_600_000n },
];

/** libvirt's answer when a driver returns "nothing" without saying why, here for a host without any cell. */
const unexplained = () =>
  new LibvirtError(ErrorCode.internalError, ErrorDomain.none, "An error occurred, but the cause is unknown", {
    int1: 0,
    int2: 0,
  });

export function testHost(node: TestNode): Required<Omit<HostDriver, "memoryStats">> {
  return {
    hostname,
    capabilities: () => capabilities(node),
    info: () => node,
    maxVcpus: () => maxVcpusPerDomain,

    sysinfo(flags) {
      onlyFlags("testConnectGetSysinfo", flags);
      return sysinfo;
    },

    freeMemoryBytes() {
      const free = node.cells.reduce((sum, cell) => sum + cell.freeKiB, 0n);
      if (free === 0n) throw unexplained();
      return free;
    },

    cellsFreeMemory(start, count) {
      if (start >= node.cells.length) throw invalidArgument("Range exceeds available cells");
      return node.cells.slice(start, start + count).map((cell) => cell.memoryKiB);
    },

    cpuMap(flags) {
      onlyFlags("testNodeGetCPUMap", flags);
      return { present: 8, online: [0, 2, 4] };
    },

    cpuStats(_cpu, flags) {
      onlyFlags("testNodeGetCPUStats", flags);
      return cpuStats;
    },

    securityModel: () => ({ model: "testSecurity", doi: "" }),
  };
}
