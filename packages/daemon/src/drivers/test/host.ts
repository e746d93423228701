// The machine that the test hypervisor pretends to run on.

import { hostname } from "node:os";
import { ConnectBaselineCPUFlags } from "@virtgate/protocol/constants";
import { baseline } from "../../definitions/cpu-map/baseline.js";
import { cpuMapFolder, cpuMapsIn } from "../cpu-map-files.js";
import type { HostDriver, NodeInfo } from "../driver.js";
import { capabilities } from "./capabilities.js";
import { cpuModels } from "./cpu-models.js";
import { maxVcpusPerDomain } from "./domain-tuning.js";
import { invalidArgument, onlyFlags, unexplained } from "./refusals.js";

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

/** One for all hypervisors: the map is the host's. */
const maps = cpuMapsIn(cpuMapFolder);

/** Nanoseconds; the same for the host and for each of its processors. */
const cpuStats = [
  { field: "user", value: 9_797_400_000n },
  { field: "kernel", value: 34_678_723_400_000n },
  { field: "idle", value: 87_264_900_000n },
  { field: "iowait", value: 763_600_000n },
];

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

    // libvirt's test driver answers that it has looked at no cell.
    freePages(_sizesKiB, _start, _cells, flags) {
      onlyFlags("testNodeGetFreePages", flags);
      return [];
    },

    cpuModels(arch, flags) {
      onlyFlags("testConnectGetCPUModelNames", flags);
      return cpuModels(arch);
    },

    baselineCpu(cpus, flags) {
      const { expandFeatures } = ConnectBaselineCPUFlags;
      onlyFlags("testConnectBaselineCPU", flags, expandFeatures);
      return baseline(maps, cpus, (flags & expandFeatures) !== 0);
    },

    securityModel: () => ({ model: "testSecurity", doi: "" }),
  };
}
