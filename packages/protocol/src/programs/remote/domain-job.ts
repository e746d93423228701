// Domains: long-running jobs and backups.

import { call } from "../../program.js";
import { int, optional, text, uhyper, uint } from "../../xdr.js";
import { domainJobStatsMax } from "./limits.js";
import { domainRef, typedParams } from "./types.js";

export const domainJobCalls = () => ({
  domainGetJobInfo: call(163, () => ({
    api: "virDomainGetJobInfo",
    args: { dom: domainRef },
    ret: {
      type: int,
      timeElapsed: uhyper,
      timeRemaining: uhyper,
      dataTotal: uhyper,
      dataProcessed: uhyper,
      dataRemaining: uhyper,
      memTotal: uhyper,
      memProcessed: uhyper,
      memRemaining: uhyper,
      fileTotal: uhyper,
      fileProcessed: uhyper,
      fileRemaining: uhyper,
    },
    on: "dom",
    access: ["domain:read"],
  })),
  domainAbortJob: call(164, () => ({
    api: "virDomainAbortJob",
    args: { dom: domainRef },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainGetJobStats: call(298, () => ({
    api: "virDomainGetJobStats",
    args: { dom: domainRef, flags: uint },
    ret: { type: int, params: typedParams(domainJobStatsMax) },
    on: "dom",
    access: ["domain:read"],
  })),
  domainBackupBegin: call(421, () => ({
    api: "virDomainBackupBegin",
    args: { dom: domainRef, backupXml: text, checkpointXml: optional(text), flags: uint },
    on: "dom",
    access: ["domain:checkpoint", "domain:block_write"],
    write: true,
  })),
  domainBackupGetXmlDesc: call(422, () => ({
    api: "virDomainBackupGetXMLDesc",
    args: { dom: domainRef, flags: uint },
    ret: { xml: text },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainAbortJobFlags: call(442, () => ({
    api: "virDomainAbortJobFlags",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
});
