// Domains: describing, defining and naming them.

import { array } from "../../composite.js";
import { DomainXMLFlags } from "../../constants/domain-flags.js";
import { call } from "../../program.js";
import { int, optional, text, uchar, uhyper, uint, ushort } from "../../xdr.js";
import { domainChange } from "./access-rules.js";
import { domainListMax, domainMessagesMax } from "./limits.js";
import { domainRef, domainStatsRecord } from "./types.js";

export const domainCalls = () => ({
  domainDefineXml: call(11, () => ({
    api: "virDomainDefineXML",
    args: { xml: text },
    ret: { dom: domainRef },
    access: ["domain:write", "domain:save"],
    priority: "high",
    write: true,
  })),
  domainGetXmlDesc: call(14, () => ({
    api: "virDomainGetXMLDesc",
    args: { dom: domainRef, flags: uint },
    ret: { xml: text },
    on: "dom",
    access: [
      "domain:read",
      {
        permission: "domain:read_secure",
        when: { argument: "flags", test: "all", value: DomainXMLFlags.secure },
      },
      {
        permission: "domain:read_secure",
        when: { argument: "flags", test: "all", value: DomainXMLFlags.migratable },
      },
    ],
    write: { argument: "flags", test: "any", value: DomainXMLFlags.secure | DomainXMLFlags.migratable },
  })),
  domainGetAutostart: call(15, () => ({
    api: "virDomainGetAutostart",
    args: { dom: domainRef },
    ret: { autostart: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainGetInfo: call(16, () => ({
    api: "virDomainGetInfo",
    args: { dom: domainRef },
    ret: { state: uchar, maxMem: uhyper, memory: uhyper, nrVirtCpu: ushort, cpuTime: uhyper },
    on: "dom",
    access: ["domain:read"],
  })),
  domainGetOsType: call(19, () => ({
    api: "virDomainGetOSType",
    args: { dom: domainRef },
    ret: { type: text },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSetAutostart: call(29, () => ({
    api: "virDomainSetAutostart",
    args: { dom: domainRef, autostart: int },
    on: "dom",
    access: ["domain:write"],
    priority: "high",
    write: true,
  })),
  domainUndefine: call(35, () => ({
    api: "virDomainUndefine",
    args: { dom: domainRef },
    on: "dom",
    access: ["domain:delete"],
    priority: "high",
    write: true,
  })),
  connectDomainXmlFromNative: call(135, () => ({
    api: "virConnectDomainXMLFromNative",
    args: { nativeFormat: text, nativeConfig: text, flags: uint },
    ret: { domainXml: text },
    access: ["connect:write"],
    write: true,
  })),
  connectDomainXmlToNative: call(136, () => ({
    api: "virConnectDomainXMLToNative",
    args: { nativeFormat: text, domainXml: text, flags: uint },
    ret: { nativeConfig: text },
    access: ["connect:write"],
    write: true,
  })),
  domainIsActive: call(150, () => ({
    api: "virDomainIsActive",
    args: { dom: domainRef },
    ret: { active: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainIsPersistent: call(151, () => ({
    api: "virDomainIsPersistent",
    args: { dom: domainRef },
    ret: { persistent: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainIsUpdated: call(202, () => ({
    api: "virDomainIsUpdated",
    args: { dom: domainRef },
    ret: { updated: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainGetState: call(212, () => ({
    api: "virDomainGetState",
    args: { dom: domainRef, flags: uint },
    ret: { state: int, reason: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainGetControlInfo: call(229, () => ({
    api: "virDomainGetControlInfo",
    args: { dom: domainRef, flags: uint },
    ret: { state: uint, details: uint, stateTime: uhyper },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainUndefineFlags: call(231, () => ({
    api: "virDomainUndefineFlags",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: ["domain:delete"],
    priority: "high",
    write: true,
  })),
  domainSetMetadata: call(264, () => ({
    api: "virDomainSetMetadata",
    args: {
      dom: domainRef,
      type: int,
      metadata: optional(text),
      key: optional(text),
      uri: optional(text),
      flags: uint,
    },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetMetadata: call(265, () => ({
    api: "virDomainGetMetadata",
    args: { dom: domainRef, type: int, uri: optional(text), flags: uint },
    ret: { metadata: text },
    on: "dom",
    access: ["domain:read"],
  })),
  connectGetAllDomainStats: call(344, () => ({
    api: "virConnectGetAllDomainStats",
    args: { doms: array(domainRef, domainListMax), stats: uint, flags: uint },
    ret: { retStats: array(domainStatsRecord, domainListMax) },
    access: ["connect:search_domains"],
    filter: ["domain:read"],
  })),
  domainDefineXmlFlags: call(350, () => ({
    api: "virDomainDefineXMLFlags",
    args: { xml: text, flags: uint },
    ret: { dom: domainRef },
    access: ["domain:write", "domain:save"],
    priority: "high",
    write: true,
  })),
  domainRename: call(358, () => ({
    api: "virDomainRename",
    args: { dom: domainRef, newName: optional(text), flags: uint },
    ret: { retcode: int },
    on: "dom",
    access: ["domain:write", "domain:save"],
    write: true,
  })),
  domainGetMessages: call(426, () => ({
    api: "virDomainGetMessages",
    args: { dom: domainRef, flags: uint },
    ret: { msgs: array(text, domainMessagesMax) },
    on: "dom",
    access: ["domain:read"],
  })),
  // Newer than libvirt 9.0.0, whose facts we have: layout and number are libvirt's, the rest is
  // as for domainGetAutostart.
  domainGetAutostartOnce: call(449, () => ({
    api: "virDomainGetAutostartOnce",
    args: { dom: domainRef },
    ret: { autostart: int },
    on: "dom",
    access: ["domain:read"],
  })),
  // Newer than libvirt 9.0.0; the rest is as for domainSetAutostart.
  domainSetAutostartOnce: call(450, () => ({
    api: "virDomainSetAutostartOnce",
    args: { dom: domainRef, autostart: int },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
});
