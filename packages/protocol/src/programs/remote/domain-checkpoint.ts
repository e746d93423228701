// Domain checkpoints.

import { array } from "../../composite.js";
import { DomainCheckpointCreateFlags, DomainCheckpointXMLFlags } from "../../constants/domain-checkpoint.js";
import { call } from "../../program.js";
import { int, text, uint } from "../../xdr.js";
import { domainCheckpointListMax } from "./limits.js";
import { domainCheckpointRef, domainRef } from "./types.js";

export const domainCheckpointCalls = () => ({
  domainCheckpointCreateXml: call(411, () => ({
    api: "virDomainCheckpointCreateXML",
    args: { dom: domainRef, xmlDesc: text, flags: uint },
    ret: { checkpoint: domainCheckpointRef },
    on: "dom",
    access: [
      "domain:checkpoint",
      {
        permission: "domain:fs_freeze",
        when: { argument: "flags", test: "all", value: DomainCheckpointCreateFlags.quiesce },
      },
    ],
    write: true,
  })),
  domainCheckpointGetXmlDesc: call(412, () => ({
    api: "virDomainCheckpointGetXMLDesc",
    args: { checkpoint: domainCheckpointRef, flags: uint },
    ret: { xml: text },
    on: "checkpoint",
    access: [
      "domain:read",
      {
        permission: "domain:read_secure",
        when: { argument: "flags", test: "all", value: DomainCheckpointXMLFlags.secure },
      },
    ],
    write: { argument: "flags", test: "any", value: DomainCheckpointXMLFlags.secure },
  })),
  domainListAllCheckpoints: call(413, () => ({
    api: "virDomainListAllCheckpoints",
    args: { dom: domainRef, needResults: int, flags: uint },
    ret: { checkpoints: array(domainCheckpointRef, domainCheckpointListMax), ret: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainCheckpointListAllChildren: call(414, () => ({
    api: "virDomainCheckpointListAllChildren",
    args: { checkpoint: domainCheckpointRef, needResults: int, flags: uint },
    ret: { checkpoints: array(domainCheckpointRef, domainCheckpointListMax), ret: int },
    on: "checkpoint",
    access: ["domain:read"],
    priority: "high",
  })),
  domainCheckpointLookupByName: call(415, () => ({
    api: "virDomainCheckpointLookupByName",
    args: { dom: domainRef, name: text, flags: uint },
    ret: { checkpoint: domainCheckpointRef },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainCheckpointGetParent: call(416, () => ({
    api: "virDomainCheckpointGetParent",
    args: { checkpoint: domainCheckpointRef, flags: uint },
    ret: { parent: domainCheckpointRef },
    on: "checkpoint",
    access: ["domain:read"],
    priority: "high",
  })),
  domainCheckpointDelete: call(417, () => ({
    api: "virDomainCheckpointDelete",
    args: { checkpoint: domainCheckpointRef, flags: uint },
    on: "checkpoint",
    access: ["domain:checkpoint"],
    write: true,
  })),
});
