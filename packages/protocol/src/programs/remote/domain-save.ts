// Domains: memory saved to a file and brought back, core dumps.

import { DomainSaveImageXMLFlags } from "../../constants/domain-flags.js";
import { call } from "../../program.js";
import { int, optional, text, uint } from "../../xdr.js";
import { domainSaveParamsMax } from "./limits.js";
import { domainRef, typedParams } from "./types.js";

export const domainSaveCalls = () => ({
  domainCoreDump: call(53, () => ({
    api: "virDomainCoreDump",
    args: { dom: domainRef, to: text, flags: uint },
    on: "dom",
    access: ["domain:core_dump"],
    write: true,
  })),
  domainRestore: call(54, () => ({
    api: "virDomainRestore",
    args: { from: text },
    access: ["domain:start", "domain:write"],
    write: true,
  })),
  domainSave: call(55, () => ({
    api: "virDomainSave",
    args: { dom: domainRef, to: text },
    on: "dom",
    access: ["domain:hibernate"],
    write: true,
  })),
  domainManagedSave: call(182, () => ({
    api: "virDomainManagedSave",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: ["domain:hibernate"],
    write: true,
  })),
  domainHasManagedSaveImage: call(183, () => ({
    api: "virDomainHasManagedSaveImage",
    args: { dom: domainRef, flags: uint },
    ret: { result: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainManagedSaveRemove: call(184, () => ({
    api: "virDomainManagedSaveRemove",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: ["domain:hibernate"],
    write: true,
  })),
  domainSaveFlags: call(232, () => ({
    api: "virDomainSaveFlags",
    args: { dom: domainRef, to: text, dxml: optional(text), flags: uint },
    on: "dom",
    access: ["domain:hibernate"],
    write: true,
  })),
  domainRestoreFlags: call(233, () => ({
    api: "virDomainRestoreFlags",
    args: { from: text, dxml: optional(text), flags: uint },
    access: ["domain:start", "domain:write"],
    write: true,
  })),
  domainSaveImageGetXmlDesc: call(235, () => ({
    api: "virDomainSaveImageGetXMLDesc",
    args: { file: text, flags: uint },
    ret: { xml: text },
    access: ["domain:write"],
    priority: "high",
    write: true,
  })),
  domainSaveImageDefineXml: call(236, () => ({
    api: "virDomainSaveImageDefineXML",
    args: { file: text, dxml: text, flags: uint },
    access: ["domain:write", "domain:hibernate"],
    priority: "high",
    write: true,
  })),
  domainCoreDumpWithFormat: call(334, () => ({
    api: "virDomainCoreDumpWithFormat",
    args: { dom: domainRef, to: text, dumpformat: uint, flags: uint },
    on: "dom",
    access: ["domain:core_dump"],
    write: true,
  })),
  domainManagedSaveGetXmlDesc: call(388, () => ({
    api: "virDomainManagedSaveGetXMLDesc",
    args: { dom: domainRef, flags: uint },
    ret: { xml: text },
    on: "dom",
    access: [
      "domain:read",
      {
        permission: "domain:read_secure",
        when: { argument: "flags", test: "all", value: DomainSaveImageXMLFlags.secure },
      },
    ],
    write: { argument: "flags", test: "any", value: DomainSaveImageXMLFlags.secure },
  })),
  domainManagedSaveDefineXml: call(389, () => ({
    api: "virDomainManagedSaveDefineXML",
    args: { dom: domainRef, dxml: optional(text), flags: uint },
    on: "dom",
    access: ["domain:write", "domain:hibernate"],
    write: true,
  })),
  domainSaveParams: call(440, () => ({
    api: "virDomainSaveParams",
    args: { dom: domainRef, params: typedParams(domainSaveParamsMax), flags: uint },
    on: "dom",
    access: ["domain:hibernate"],
    write: true,
  })),
  domainRestoreParams: call(441, () => ({
    api: "virDomainRestoreParams",
    args: { params: typedParams(domainSaveParamsMax), flags: uint },
    access: ["domain:start", "domain:write"],
    write: true,
  })),
});
