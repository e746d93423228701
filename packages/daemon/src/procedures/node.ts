// The host: processors and memory.

import { ErrorCode, ErrorDomain, LibvirtError, type remote, remoteLimits } from "@virtgate/protocol";
import type { Handlers } from "../call.js";
import type { Statistic } from "../drivers/driver.js";
import { wrongArgument } from "../drivers/refusals.js";
import { after } from "./after.js";
import { chars, fixedChars } from "./chars.js";
import {
  requireListSize,
  requireNonZero,
  requireNotNegative,
  requireParameterCount,
  requirePositive,
  requireSome,
  requireThat,
  supported,
} from "./checks.js";

const modelBytes = 32;

/** A client asks twice: with room for nothing to learn how many there are, then for that many. */
function counted(all: readonly Statistic[], room: number): { params: Statistic[]; nparams: number } {
  return room === 0 ? { params: [], nparams: all.length } : { params: all.slice(0, room), nparams: 0 };
}

/** Bit n of the result is set when n is in the list. */
function bitmap(count: number, set: readonly number[]): Uint8Array {
  const highest = set.length === 0 ? 0 : Math.max(...set);
  const bytes = new Uint8Array(Math.ceil(Math.min(count, highest + 1) / 8));
  for (const bit of set) bytes[bit >> 3]! |= 1 << (bit & 7);
  return bytes;
}

/** What libvirtd says when a function of the library has failed without saying why. */
const unexplainedFailure = () => {
  const message = "Library function returned error but did not set virError";
  return new LibvirtError(ErrorCode.internalError, ErrorDomain.rpc, message, { int1: 0, int2: 0 });
};

/** "-1" stands for all of them together; nothing else is negative. */
function requireIndex(api: string, argument: string, value: number): void {
  if (value >= -1) return;
  const message = `${argument} in ${api} only accepts -1 as a negative value`;
  throw wrongArgument(ErrorDomain.domain, api, argument, message);
}

export const nodeHandlers: Handlers<typeof remote.calls> = {
  nodeGetInfo: (call) =>
    after(call.driver.host.info(), (info) => ({
      model: fixedChars(info.model, modelBytes),
      memory: info.memoryKiB,
      cpus: info.cpus,
      mhz: info.mhz,
      nodes: info.nodes,
      sockets: info.sockets,
      cores: info.cores,
      threads: info.threads,
    })),

  nodeGetFreeMemory: (call) => after(call.driver.host.freeMemoryBytes(), (freeMem) => ({ freeMem })),

  nodeGetCellsFreeMemory(call, { startCell, maxcells }) {
    const { host } = call.driver;
    const api = "virNodeGetCellsFreeMemory";
    requireListSize("maxcells", maxcells, remoteLimits.nodeMaxCells, "REMOTE_NODE_MAX_CELLS");
    requirePositive(api, "maxCells", maxcells);
    requireNotNegative(api, "startCell", startCell);
    return after(host.cellsFreeMemory(startCell, maxcells), (cells) => ({ cells: [...cells] }));
  },

  nodeGetCpuMap: (call, { needMap, needOnline, flags }) =>
    after(call.driver.host.cpuMap(flags), ({ present, online }) => ({
      cpumap: needMap ? bitmap(present, online) : new Uint8Array(0),
      online: needOnline ? online.length : 0,
      ret: present,
    })),

  nodeGetCpuStats(call, { cpuNum, nparams, flags }) {
    const { host } = call.driver;
    requireParameterCount(nparams, remoteLimits.nodeCpuStatsMax);
    requireIndex("virNodeGetCPUStats", "cpuNum", cpuNum);
    return after(host.cpuStats(cpuNum, flags), (all) => counted(all, nparams));
  },

  nodeGetMemoryStats(call, { cellNum, nparams, flags }) {
    const { host } = call.driver;
    requireParameterCount(nparams, remoteLimits.nodeMemoryStatsMax);
    requireIndex("virNodeGetMemoryStats", "cellNum", cellNum);
    const memoryStats = supported(host.memoryStats, "virNodeGetMemoryStats");
    return after(memoryStats(cellNum, flags), (all) => counted(all, nparams));
  },

  nodeGetFreePages(call, { pages, startCell, cellCount, flags }) {
    const { host } = call.driver;
    const api = "virNodeGetFreePages";
    requireThat(
      pages.length * cellCount <= remoteLimits.nodeMaxCells,
      () => "the result won't fit into REMOTE_NODE_MAX_CELLS",
    );
    requireNonZero(api, "npages", pages.length);
    requireNonZero(api, "cellCount", cellCount);
    return after(supported(host.freePages, api)(pages, startCell, cellCount, flags), (counts) => {
      if (counts.length === 0) throw unexplainedFailure();
      return { counts: [...counts] };
    });
  },

  connectGetCpuModelNames(call, { arch, needResults, flags }) {
    const { host } = call.driver;
    return after(supported(host.cpuModels, "virConnectGetCPUModelNames")(arch, flags), (models) => ({
      models: needResults ? [...models] : [],
      ret: models.length,
    }));
  },

  connectBaselineCpu(call, { xmlCPUs, flags }) {
    const api = "virConnectBaselineCPU";
    const { host } = call.driver;
    requireSome(api, "xmlCPUs", xmlCPUs);
    return after(supported(host.baselineCpu, api)(xmlCPUs, flags), (cpu) => ({ cpu }));
  },

  nodeGetSecurityModel: (call) =>
    after(supported(call.driver.host.securityModel, "virNodeGetSecurityModel")(), ({ model, doi }) => ({
      model: chars(model),
      doi: chars(doi),
    })),
};
