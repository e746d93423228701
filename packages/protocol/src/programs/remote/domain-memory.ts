// Domains: memory size, memory tuning, security labels and launch security.

import { array } from "../../composite.js";
import { call } from "../../program.js";
import { char, int, opaque, uhyper, uint } from "../../xdr.js";
import { domainChange } from "./access-rules.js";
import {
  domainLaunchSecurityInfoParamsMax,
  domainLaunchSecurityStateParamsMax,
  domainMemoryParametersMax,
  domainMemoryPeekBufferMax,
  domainMemoryStatsMax,
  securityLabelListMax,
  securityLabelMax,
} from "./limits.js";
import { domainMemoryStat, domainRef, securityLabel, typedParams } from "./types.js";

export const domainMemoryCalls = () => ({
  domainGetMaxMemory: call(17, () => ({
    api: "virDomainGetMaxMemory",
    args: { dom: domainRef },
    ret: { memory: uhyper },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSetMaxMemory: call(30, () => ({
    api: "virDomainSetMaxMemory",
    args: { dom: domainRef, memory: uhyper },
    on: "dom",
    access: ["domain:write"],
    priority: "high",
    write: true,
  })),
  domainSetMemory: call(31, () => ({
    api: "virDomainSetMemory",
    args: { dom: domainRef, memory: uhyper },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainMemoryPeek: call(104, () => ({
    api: "virDomainMemoryPeek",
    args: { dom: domainRef, offset: uhyper, size: uint, flags: uint },
    ret: { buffer: opaque(domainMemoryPeekBufferMax) },
    on: "dom",
    access: ["domain:mem_read"],
    write: true,
  })),
  domainGetSecurityLabel: call(121, () => ({
    api: "virDomainGetSecurityLabel",
    args: { dom: domainRef },
    ret: { label: array(char, securityLabelMax), enforcing: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainMemoryStats: call(159, () => ({
    api: "virDomainMemoryStats",
    args: { dom: domainRef, maxStats: uint, flags: uint },
    ret: { stats: array(domainMemoryStat, domainMemoryStatsMax) },
    on: "dom",
    access: ["domain:read"],
  })),
  domainSetMemoryParameters: call(197, () => ({
    api: "virDomainSetMemoryParameters",
    args: { dom: domainRef, params: typedParams(domainMemoryParametersMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetMemoryParameters: call(198, () => ({
    api: "virDomainGetMemoryParameters",
    args: { dom: domainRef, nparams: int, flags: uint },
    ret: { params: typedParams(domainMemoryParametersMax), nparams: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainSetMemoryFlags: call(204, () => ({
    api: "virDomainSetMemoryFlags",
    args: { dom: domainRef, memory: uhyper, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetSecurityLabelList: call(278, () => ({
    api: "virDomainGetSecurityLabelList",
    args: { dom: domainRef },
    ret: { labels: array(securityLabel, securityLabelListMax), ret: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSetMemoryStatsPeriod: call(308, () => ({
    api: "virDomainSetMemoryStatsPeriod",
    args: { dom: domainRef, period: int, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetLaunchSecurityInfo: call(396, () => ({
    api: "virDomainGetLaunchSecurityInfo",
    args: { dom: domainRef, flags: uint },
    ret: { params: typedParams(domainLaunchSecurityInfoParamsMax) },
    on: "dom",
    access: ["domain:read"],
    write: true,
  })),
  domainStartDirtyRateCalc: call(427, () => ({
    api: "virDomainStartDirtyRateCalc",
    args: { dom: domainRef, seconds: int, flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainSetLaunchSecurityState: call(439, () => ({
    api: "virDomainSetLaunchSecurityState",
    args: { dom: domainRef, params: typedParams(domainLaunchSecurityStateParamsMax), flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
});
