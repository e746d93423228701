// Domains: virtual processors, threads, scheduling, NUMA and performance counters.

import { array } from "../../composite.js";
import { DomainVcpuFlags } from "../../constants/domain-flags.js";
import { call } from "../../program.js";
import { int, opaque, text, uint } from "../../xdr.js";
import { domainChange } from "./access-rules.js";
import {
  cpumapMax,
  cpumapsMax,
  domainGetCpuStatsMax,
  domainIothreadParamsMax,
  domainNumaParametersMax,
  domainPerfEventsMax,
  domainSchedulerParametersMax,
  iothreadInfoMax,
  vcpuinfoMax,
} from "./limits.js";
import { domainIothreadInfo, domainRef, typedParams, vcpuInfo } from "./types.js";

export const domainCpuCalls = () => ({
  domainGetMaxVcpus: call(18, () => ({
    api: "virDomainGetMaxVcpus",
    args: { dom: domainRef },
    ret: { num: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainGetVcpus: call(20, () => ({
    api: "virDomainGetVcpus",
    args: { dom: domainRef, maxinfo: int, maplen: int },
    ret: { info: array(vcpuInfo, vcpuinfoMax), cpumaps: opaque(cpumapsMax) },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainPinVcpu: call(26, () => ({
    api: "virDomainPinVcpu",
    args: { dom: domainRef, vcpu: uint, cpumap: opaque(cpumapMax) },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainSetVcpus: call(32, () => ({
    api: "virDomainSetVcpus",
    args: { dom: domainRef, nvcpus: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainGetSchedulerType: call(56, () => ({
    api: "virDomainGetSchedulerType",
    args: { dom: domainRef },
    ret: { type: text, nparams: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainGetSchedulerParameters: call(57, () => ({
    api: "virDomainGetSchedulerParameters",
    args: { dom: domainRef, nparams: int },
    ret: { params: typedParams(domainSchedulerParametersMax) },
    on: "dom",
    access: ["domain:read"],
  })),
  // Asks for less than domainSetSchedulerParametersFlags, in libvirt too.
  domainSetSchedulerParameters: call(58, () => ({
    api: "virDomainSetSchedulerParameters",
    args: { dom: domainRef, params: typedParams(domainSchedulerParametersMax) },
    on: "dom",
    access: ["domain:read"],
    write: true,
  })),
  domainSetVcpusFlags: call(199, () => ({
    api: "virDomainSetVcpusFlags",
    args: { dom: domainRef, nvcpus: uint, flags: uint },
    on: "dom",
    access: [
      ...domainChange,
      { permission: "domain:write", when: { argument: "flags", test: "all", value: DomainVcpuFlags.guest } },
    ],
    write: true,
  })),
  domainGetVcpusFlags: call(200, () => ({
    api: "virDomainGetVcpusFlags",
    args: { dom: domainRef, flags: uint },
    ret: { num: int },
    on: "dom",
    access: [
      "domain:read",
      { permission: "domain:write", when: { argument: "flags", test: "all", value: DomainVcpuFlags.guest } },
    ],
    write: { argument: "flags", test: "any", value: DomainVcpuFlags.guest },
  })),
  domainSetSchedulerParametersFlags: call(219, () => ({
    api: "virDomainSetSchedulerParametersFlags",
    args: { dom: domainRef, params: typedParams(domainSchedulerParametersMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetSchedulerParametersFlags: call(223, () => ({
    api: "virDomainGetSchedulerParametersFlags",
    args: { dom: domainRef, nparams: int, flags: uint },
    ret: { params: typedParams(domainSchedulerParametersMax) },
    on: "dom",
    access: ["domain:read"],
  })),
  domainPinVcpuFlags: call(225, () => ({
    api: "virDomainPinVcpuFlags",
    args: { dom: domainRef, vcpu: uint, cpumap: opaque(cpumapMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetVcpuPinInfo: call(230, () => ({
    api: "virDomainGetVcpuPinInfo",
    args: { dom: domainRef, ncpumaps: int, maplen: int, flags: uint },
    ret: { cpumaps: opaque(cpumapsMax), num: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainSetNumaParameters: call(254, () => ({
    api: "virDomainSetNumaParameters",
    args: { dom: domainRef, params: typedParams(domainNumaParametersMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetNumaParameters: call(255, () => ({
    api: "virDomainGetNumaParameters",
    args: { dom: domainRef, nparams: int, flags: uint },
    ret: { params: typedParams(domainNumaParametersMax), nparams: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainGetCpuStats: call(262, () => ({
    api: "virDomainGetCPUStats",
    args: { dom: domainRef, nparams: uint, startCpu: int, ncpus: uint, flags: uint },
    ret: { params: typedParams(domainGetCpuStatsMax), nparams: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainPinEmulator: call(279, () => ({
    api: "virDomainPinEmulator",
    args: { dom: domainRef, cpumap: opaque(cpumapMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetEmulatorPinInfo: call(280, () => ({
    api: "virDomainGetEmulatorPinInfo",
    args: { dom: domainRef, maplen: int, flags: uint },
    ret: { cpumaps: opaque(cpumapsMax), ret: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainGetIothreadInfo: call(351, () => ({
    api: "virDomainGetIOThreadInfo",
    args: { dom: domainRef, flags: uint },
    ret: { info: array(domainIothreadInfo, iothreadInfoMax), ret: uint },
    on: "dom",
    access: ["domain:read"],
  })),
  domainPinIothread: call(352, () => ({
    api: "virDomainPinIOThread",
    args: { dom: domainRef, iothreadsId: uint, cpumap: opaque(cpumapMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainAddIothread: call(355, () => ({
    api: "virDomainAddIOThread",
    args: { dom: domainRef, iothreadId: uint, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainDelIothread: call(356, () => ({
    api: "virDomainDelIOThread",
    args: { dom: domainRef, iothreadId: uint, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetPerfEvents: call(365, () => ({
    api: "virDomainGetPerfEvents",
    args: { dom: domainRef, flags: uint },
    ret: { params: typedParams(domainPerfEventsMax) },
    on: "dom",
    access: ["domain:read"],
  })),
  domainSetPerfEvents: call(366, () => ({
    api: "virDomainSetPerfEvents",
    args: { dom: domainRef, params: typedParams(domainPerfEventsMax), flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainSetVcpu: call(384, () => ({
    api: "virDomainSetVcpu",
    args: { dom: domainRef, cpumap: text, state: int, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainSetIothreadParams: call(402, () => ({
    api: "virDomainSetIOThreadParams",
    args: { dom: domainRef, iothreadId: uint, params: typedParams(domainIothreadParamsMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
});
