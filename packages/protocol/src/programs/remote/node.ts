// The host: processors, memory, huge pages, sleep.

import { array, fixedArray } from "../../composite.js";
import { call } from "../../program.js";
import { char, int, opaque, uhyper, uint } from "../../xdr.js";
import {
  cpumapMax,
  nodeCpuStatsMax,
  nodeMaxCells,
  nodeMemoryParametersMax,
  nodeMemoryStatsMax,
  nodeSevInfoMax,
  securityDoiMax,
  securityModelMax,
} from "./limits.js";
import { nodeCpuStat, nodeMemoryStat, typedParams } from "./types.js";

export const nodeCalls = () => ({
  nodeGetInfo: call(6, () => ({
    api: "virNodeGetInfo",
    ret: {
      model: fixedArray(char, 32),
      memory: uhyper,
      cpus: int,
      mhz: int,
      nodes: int,
      sockets: int,
      cores: int,
      threads: int,
    },
    access: ["connect:read"],
    priority: "high",
  })),
  nodeGetCellsFreeMemory: call(101, () => ({
    api: "virNodeGetCellsFreeMemory",
    args: { startCell: int, maxcells: int },
    ret: { cells: array(uhyper, nodeMaxCells) },
    access: ["connect:read"],
    priority: "high",
  })),
  nodeGetFreeMemory: call(102, () => ({
    api: "virNodeGetFreeMemory",
    ret: { freeMem: uhyper },
    access: ["connect:read"],
    priority: "high",
  })),
  nodeGetSecurityModel: call(122, () => ({
    api: "virNodeGetSecurityModel",
    ret: { model: array(char, securityModelMax), doi: array(char, securityDoiMax) },
    access: ["connect:read"],
    priority: "high",
  })),
  nodeGetCpuStats: call(227, () => ({
    api: "virNodeGetCPUStats",
    args: { cpuNum: int, nparams: int, flags: uint },
    ret: { params: array(nodeCpuStat, nodeCpuStatsMax), nparams: int },
    access: ["connect:read"],
    priority: "high",
  })),
  nodeGetMemoryStats: call(228, () => ({
    api: "virNodeGetMemoryStats",
    args: { nparams: int, cellNum: int, flags: uint },
    ret: { params: array(nodeMemoryStat, nodeMemoryStatsMax), nparams: int },
    access: ["connect:read"],
    priority: "high",
  })),
  nodeSuspendForDuration: call(250, () => ({
    api: "virNodeSuspendForDuration",
    args: { target: uint, duration: uhyper, flags: uint },
    access: ["connect:pm_control"],
    write: true,
  })),
  nodeSetMemoryParameters: call(288, () => ({
    api: "virNodeSetMemoryParameters",
    args: { params: typedParams(nodeMemoryParametersMax), flags: uint },
    access: ["connect:write"],
    write: true,
  })),
  nodeGetMemoryParameters: call(289, () => ({
    api: "virNodeGetMemoryParameters",
    args: { nparams: int, flags: uint },
    ret: { params: typedParams(nodeMemoryParametersMax), nparams: int },
    access: ["connect:read"],
  })),
  nodeGetCpuMap: call(293, () => ({
    api: "virNodeGetCPUMap",
    args: { needMap: int, needOnline: int, flags: uint },
    ret: { cpumap: opaque(cpumapMax), online: uint, ret: int },
    access: ["connect:read"],
  })),
  nodeGetFreePages: call(340, () => ({
    api: "virNodeGetFreePages",
    args: { pages: array(uint, nodeMaxCells), startCell: int, cellCount: uint, flags: uint },
    ret: { counts: array(uhyper, nodeMaxCells) },
    access: ["connect:read"],
    priority: "high",
  })),
  nodeAllocPages: call(347, () => ({
    api: "virNodeAllocPages",
    args: {
      pageSizes: array(uint, nodeMaxCells),
      pageCounts: array(uhyper, nodeMaxCells),
      startCell: int,
      cellCount: uint,
      flags: uint,
    },
    ret: { ret: int },
    access: ["connect:write"],
    write: true,
  })),
  nodeGetSevInfo: call(395, () => ({
    api: "virNodeGetSEVInfo",
    args: { nparams: int, flags: uint },
    ret: { params: typedParams(nodeSevInfoMax), nparams: int },
    access: ["connect:read"],
    write: true,
  })),
});
