// The connection itself: opening and closing it, what the host can do, CPU models.

import { array } from "../../composite.js";
import { call, event } from "../../program.js";
import { int, optional, text, uhyper, uint } from "../../xdr.js";
import { connectCpuModelsMax, connectIdentityParamsMax, cpuBaselineMax } from "./limits.js";
import { typedParams } from "./types.js";

export const connectCalls = () => ({
  connectOpen: call(1, () => ({
    api: "virConnectOpen",
    args: { name: optional(text), flags: uint },
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectClose: call(2, () => ({
    api: "virConnectClose",
    priority: "high",
  })),
  connectGetType: call(3, () => ({
    api: "virConnectGetType",
    ret: { type: text },
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectGetVersion: call(4, () => ({
    api: "virConnectGetVersion",
    ret: { hvVer: uhyper },
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectGetMaxVcpus: call(5, () => ({
    api: "virConnectGetMaxVcpus",
    args: { type: optional(text) },
    ret: { maxVcpus: int },
    access: ["connect:read"],
    priority: "high",
  })),
  connectGetCapabilities: call(7, () => ({
    api: "virConnectGetCapabilities",
    ret: { capabilities: text },
    access: ["connect:read"],
  })),
  connectGetHostname: call(59, () => ({
    api: "virConnectGetHostname",
    ret: { hostname: text },
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectSupportsFeature: call(60, () => ({
    api: "virConnectSupportsFeature",
    args: { feature: int },
    ret: { supported: int },
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectGetUri: call(110, () => ({
    api: "virConnectGetURI",
    ret: { uri: text },
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectIsSecure: call(149, () => ({
    api: "virConnectIsSecure",
    ret: { secure: int },
    priority: "high",
  })),
  connectGetLibVersion: call(157, () => ({
    api: "virConnectGetLibVersion",
    ret: { libVer: uhyper },
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectCompareCpu: call(158, () => ({
    api: "virConnectCompareCPU",
    args: { xml: text, flags: uint },
    ret: { result: int },
    access: ["connect:read"],
    priority: "high",
  })),
  connectBaselineCpu: call(162, () => ({
    api: "virConnectBaselineCPU",
    args: { xmlCPUs: array(text, cpuBaselineMax), flags: uint },
    ret: { cpu: text },
    access: ["connect:read"],
  })),
  connectGetSysinfo: call(203, () => ({
    api: "virConnectGetSysinfo",
    args: { flags: uint },
    ret: { sysinfo: text },
    access: ["connect:read"],
    priority: "high",
  })),
  connectGetCpuModelNames: call(312, () => ({
    api: "virConnectGetCPUModelNames",
    args: { arch: text, needResults: int, flags: uint },
    ret: { models: array(text, connectCpuModelsMax), ret: int },
    access: ["connect:read"],
  })),
  connectGetDomainCapabilities: call(342, () => ({
    api: "virConnectGetDomainCapabilities",
    args: {
      emulatorbin: optional(text),
      arch: optional(text),
      machine: optional(text),
      virttype: optional(text),
      flags: uint,
    },
    ret: { capabilities: text },
    access: ["connect:write"],
    write: true,
  })),
  connectCompareHypervisorCpu: call(393, () => ({
    api: "virConnectCompareHypervisorCPU",
    args: {
      emulator: optional(text),
      arch: optional(text),
      machine: optional(text),
      virttype: optional(text),
      xmlCPU: text,
      flags: uint,
    },
    ret: { result: int },
    access: ["connect:write"],
    write: true,
  })),
  connectBaselineHypervisorCpu: call(394, () => ({
    api: "virConnectBaselineHypervisorCPU",
    args: {
      emulator: optional(text),
      arch: optional(text),
      machine: optional(text),
      virttype: optional(text),
      xmlCPUs: array(text, cpuBaselineMax),
      flags: uint,
    },
    ret: { cpu: text },
    access: ["connect:write"],
    write: true,
  })),
  connectSetIdentity: call(419, () => ({
    api: "virConnectSetIdentity",
    args: { params: typedParams(connectIdentityParamsMax), flags: uint },
    access: ["connect:write"],
  })),
});

export const connectEvents = {
  connectEventConnectionClosed: event(362, () => ({
    body: { reason: int },
  })),
};
