// Domains: disks, block jobs, disk tuning.

import { array } from "../../composite.js";
import { call } from "../../program.js";
import { hyper, int, opaque, optional, text, uhyper, uint } from "../../xdr.js";
import { domainChange } from "./access-rules.js";
import {
  domainBlkioParametersMax,
  domainBlockCopyParametersMax,
  domainBlockIoTuneParametersMax,
  domainBlockPeekBufferMax,
  domainBlockStatsParametersMax,
  domainDiskErrorsMax,
} from "./limits.js";
import { domainDiskError, domainRef, typedParams } from "./types.js";

export const domainBlockCalls = () => ({
  domainBlockStats: call(64, () => ({
    api: "virDomainBlockStats",
    args: { dom: domainRef, path: text },
    ret: { rdReq: hyper, rdBytes: hyper, wrReq: hyper, wrBytes: hyper, errs: hyper },
    on: "dom",
    access: ["domain:read"],
  })),
  domainBlockPeek: call(103, () => ({
    api: "virDomainBlockPeek",
    args: { dom: domainRef, path: text, offset: uhyper, size: uint, flags: uint },
    ret: { buffer: opaque(domainBlockPeekBufferMax) },
    on: "dom",
    access: ["domain:block_read"],
    write: true,
  })),
  domainGetBlockInfo: call(194, () => ({
    api: "virDomainGetBlockInfo",
    args: { dom: domainRef, path: text, flags: uint },
    ret: { allocation: uhyper, capacity: uhyper, physical: uhyper },
    on: "dom",
    access: ["domain:read"],
  })),
  domainSetBlkioParameters: call(205, () => ({
    api: "virDomainSetBlkioParameters",
    args: { dom: domainRef, params: typedParams(domainBlkioParametersMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetBlkioParameters: call(206, () => ({
    api: "virDomainGetBlkioParameters",
    args: { dom: domainRef, nparams: int, flags: uint },
    ret: { params: typedParams(domainBlkioParametersMax), nparams: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainBlockJobAbort: call(237, () => ({
    api: "virDomainBlockJobAbort",
    args: { dom: domainRef, path: text, flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainGetBlockJobInfo: call(238, () => ({
    api: "virDomainGetBlockJobInfo",
    args: { dom: domainRef, path: text, flags: uint },
    ret: { found: int, type: int, bandwidth: uhyper, cur: uhyper, end: uhyper },
    on: "dom",
    access: ["domain:read"],
  })),
  domainBlockJobSetSpeed: call(239, () => ({
    api: "virDomainBlockJobSetSpeed",
    args: { dom: domainRef, path: text, bandwidth: uhyper, flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainBlockPull: call(240, () => ({
    api: "virDomainBlockPull",
    args: { dom: domainRef, path: text, bandwidth: uhyper, flags: uint },
    on: "dom",
    access: ["domain:block_write"],
    write: true,
  })),
  domainBlockStatsFlags: call(243, () => ({
    api: "virDomainBlockStatsFlags",
    args: { dom: domainRef, path: text, nparams: int, flags: uint },
    ret: { params: typedParams(domainBlockStatsParametersMax), nparams: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainBlockResize: call(251, () => ({
    api: "virDomainBlockResize",
    args: { dom: domainRef, disk: text, size: uhyper, flags: uint },
    on: "dom",
    access: ["domain:block_write"],
    write: true,
  })),
  domainSetBlockIoTune: call(252, () => ({
    api: "virDomainSetBlockIoTune",
    args: { dom: domainRef, disk: text, params: typedParams(domainBlockIoTuneParametersMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetBlockIoTune: call(253, () => ({
    api: "virDomainGetBlockIoTune",
    args: { dom: domainRef, disk: optional(text), nparams: int, flags: uint },
    ret: { params: typedParams(domainBlockIoTuneParametersMax), nparams: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainGetDiskErrors: call(263, () => ({
    api: "virDomainGetDiskErrors",
    args: { dom: domainRef, maxerrors: uint, flags: uint },
    ret: { errors: array(domainDiskError, domainDiskErrorsMax), nerrors: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainBlockRebase: call(266, () => ({
    api: "virDomainBlockRebase",
    args: { dom: domainRef, path: text, base: optional(text), bandwidth: uhyper, flags: uint },
    on: "dom",
    access: ["domain:block_write"],
    write: true,
  })),
  domainBlockCommit: call(290, () => ({
    api: "virDomainBlockCommit",
    args: {
      dom: domainRef,
      disk: text,
      base: optional(text),
      top: optional(text),
      bandwidth: uhyper,
      flags: uint,
    },
    on: "dom",
    access: ["domain:block_write"],
    write: true,
  })),
  domainBlockCopy: call(345, () => ({
    api: "virDomainBlockCopy",
    args: {
      dom: domainRef,
      path: text,
      destxml: text,
      params: typedParams(domainBlockCopyParametersMax),
      flags: uint,
    },
    on: "dom",
    access: ["domain:block_write"],
    write: true,
  })),
  domainSetBlockThreshold: call(386, () => ({
    api: "virDomainSetBlockThreshold",
    args: { dom: domainRef, dev: text, threshold: uhyper, flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  // Newer than libvirt 9.0.0, whose facts we have: layout and number are libvirt's, the permissions
  // are those of domainSetBlockIoTune, and so is the limit of the parameters.
  domainSetThrottleGroup: call(451, () => ({
    api: "virDomainSetThrottleGroup",
    args: { dom: domainRef, group: text, params: typedParams(domainBlockIoTuneParametersMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  // Newer than libvirt 9.0.0, as the call before it.
  domainDelThrottleGroup: call(452, () => ({
    api: "virDomainDelThrottleGroup",
    args: { dom: domainRef, group: optional(text), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
});
