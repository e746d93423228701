// Domains: start, stop, sleep.

import { DomainRebootFlagValues, DomainShutdownFlagValues } from "../../constants/domain-flags.js";
import { call } from "../../program.js";
import { text, uhyper, uint } from "../../xdr.js";
import { domainRef } from "./types.js";

export const domainLifecycleCalls = () => ({
  domainCreate: call(9, () => ({
    api: "virDomainCreate",
    args: { dom: domainRef },
    on: "dom",
    access: ["domain:start"],
    write: true,
  })),
  domainCreateXml: call(10, () => ({
    api: "virDomainCreateXML",
    args: { xmlDesc: text, flags: uint },
    ret: { dom: domainRef },
    access: ["domain:write", "domain:start"],
    write: true,
  })),
  domainDestroy: call(12, () => ({
    api: "virDomainDestroy",
    args: { dom: domainRef },
    on: "dom",
    access: ["domain:stop"],
    priority: "high",
    write: true,
  })),
  domainReboot: call(27, () => ({
    api: "virDomainReboot",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: [
      "domain:init_control",
      {
        permission: "domain:write",
        when: { argument: "flags", test: "all", value: DomainRebootFlagValues.guestAgent },
      },
    ],
    write: true,
  })),
  domainResume: call(28, () => ({
    api: "virDomainResume",
    args: { dom: domainRef },
    on: "dom",
    access: ["domain:suspend"],
    write: true,
  })),
  domainShutdown: call(33, () => ({
    api: "virDomainShutdown",
    args: { dom: domainRef },
    on: "dom",
    access: ["domain:init_control"],
    write: true,
  })),
  domainSuspend: call(34, () => ({
    api: "virDomainSuspend",
    args: { dom: domainRef },
    on: "dom",
    access: ["domain:suspend"],
    write: true,
  })),
  domainCreateWithFlags: call(196, () => ({
    api: "virDomainCreateWithFlags",
    args: { dom: domainRef, flags: uint },
    ret: { dom: domainRef },
    on: "dom",
    access: ["domain:start"],
    write: true,
  })),
  domainDestroyFlags: call(234, () => ({
    api: "virDomainDestroyFlags",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: ["domain:stop"],
    priority: "high",
    write: true,
  })),
  domainReset: call(245, () => ({
    api: "virDomainReset",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: ["domain:reset"],
    write: true,
  })),
  domainShutdownFlags: call(258, () => ({
    api: "virDomainShutdownFlags",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: [
      "domain:init_control",
      {
        permission: "domain:write",
        when: { argument: "flags", test: "all", value: DomainShutdownFlagValues.guestAgent },
      },
    ],
    write: true,
  })),
  domainPmSuspendForDuration: call(261, () => ({
    api: "virDomainPMSuspendForDuration",
    args: { dom: domainRef, target: uint, duration: uhyper, flags: uint },
    on: "dom",
    access: ["domain:pm_control"],
    write: true,
  })),
  domainPmWakeup: call(267, () => ({
    api: "virDomainPMWakeup",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: ["domain:pm_control"],
    write: true,
  })),
  domainCreateXmlWithFiles: call(309, () => ({
    api: "virDomainCreateXMLWithFiles",
    args: { xmlDesc: text, flags: uint },
    ret: { dom: domainRef },
    access: ["domain:write", "domain:start"],
    write: true,
    fds: "client",
  })),
  domainCreateWithFiles: call(310, () => ({
    api: "virDomainCreateWithFiles",
    args: { dom: domainRef, flags: uint },
    ret: { dom: domainRef },
    on: "dom",
    access: ["domain:start"],
    write: true,
    fds: "client",
  })),
  domainSetLifecycleAction: call(390, () => ({
    api: "virDomainSetLifecycleAction",
    args: { dom: domainRef, type: uint, action: uint, flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
});
