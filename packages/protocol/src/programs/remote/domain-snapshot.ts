// Domain snapshots.

import { array } from "../../composite.js";
import { DomainSnapshotCreateFlags, DomainSnapshotXMLFlags } from "../../constants/domain-snapshot.js";
import { call } from "../../program.js";
import { int, text, uint } from "../../xdr.js";
import { domainSnapshotListMax } from "./limits.js";
import { domainRef, domainSnapshotRef } from "./types.js";

export const domainSnapshotCalls = () => ({
  domainSnapshotCreateXml: call(185, () => ({
    api: "virDomainSnapshotCreateXML",
    args: { dom: domainRef, xmlDesc: text, flags: uint },
    ret: { snap: domainSnapshotRef },
    on: "dom",
    access: [
      "domain:snapshot",
      {
        permission: "domain:fs_freeze",
        when: { argument: "flags", test: "all", value: DomainSnapshotCreateFlags.quiesce },
      },
    ],
    write: true,
  })),
  domainSnapshotGetXmlDesc: call(186, () => ({
    api: "virDomainSnapshotGetXMLDesc",
    args: { snap: domainSnapshotRef, flags: uint },
    ret: { xml: text },
    on: "snap",
    access: [
      "domain:read",
      {
        permission: "domain:read_secure",
        when: { argument: "flags", test: "all", value: DomainSnapshotXMLFlags.secure },
      },
    ],
    priority: "high",
    write: { argument: "flags", test: "any", value: DomainSnapshotXMLFlags.secure },
  })),
  domainSnapshotNum: call(187, () => ({
    api: "virDomainSnapshotNum",
    args: { dom: domainRef, flags: uint },
    ret: { num: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSnapshotListNames: call(188, () => ({
    api: "virDomainSnapshotListNames",
    args: { dom: domainRef, maxnames: int, flags: uint },
    ret: { names: array(text, domainSnapshotListMax) },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSnapshotLookupByName: call(189, () => ({
    api: "virDomainSnapshotLookupByName",
    args: { dom: domainRef, name: text, flags: uint },
    ret: { snap: domainSnapshotRef },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainHasCurrentSnapshot: call(190, () => ({
    api: "virDomainHasCurrentSnapshot",
    args: { dom: domainRef, flags: uint },
    ret: { result: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainSnapshotCurrent: call(191, () => ({
    api: "virDomainSnapshotCurrent",
    args: { dom: domainRef, flags: uint },
    ret: { snap: domainSnapshotRef },
    on: "dom",
    access: ["domain:read"],
  })),
  domainRevertToSnapshot: call(192, () => ({
    api: "virDomainRevertToSnapshot",
    args: { snap: domainSnapshotRef, flags: uint },
    on: "snap",
    access: ["domain:snapshot"],
    write: true,
  })),
  domainSnapshotDelete: call(193, () => ({
    api: "virDomainSnapshotDelete",
    args: { snap: domainSnapshotRef, flags: uint },
    on: "snap",
    access: ["domain:snapshot"],
    write: true,
  })),
  domainSnapshotGetParent: call(244, () => ({
    api: "virDomainSnapshotGetParent",
    args: { snap: domainSnapshotRef, flags: uint },
    ret: { snap: domainSnapshotRef },
    on: "snap",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSnapshotNumChildren: call(246, () => ({
    api: "virDomainSnapshotNumChildren",
    args: { snap: domainSnapshotRef, flags: uint },
    ret: { num: int },
    on: "snap",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSnapshotListChildrenNames: call(247, () => ({
    api: "virDomainSnapshotListChildrenNames",
    args: { snap: domainSnapshotRef, maxnames: int, flags: uint },
    ret: { names: array(text, domainSnapshotListMax) },
    on: "snap",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSnapshotIsCurrent: call(271, () => ({
    api: "virDomainSnapshotIsCurrent",
    args: { snap: domainSnapshotRef, flags: uint },
    ret: { current: int },
    on: "snap",
    access: ["domain:read"],
  })),
  domainSnapshotHasMetadata: call(272, () => ({
    api: "virDomainSnapshotHasMetadata",
    args: { snap: domainSnapshotRef, flags: uint },
    ret: { metadata: int },
    on: "snap",
    access: ["domain:read"],
  })),
  domainListAllSnapshots: call(274, () => ({
    api: "virDomainListAllSnapshots",
    args: { dom: domainRef, needResults: int, flags: uint },
    ret: { snapshots: array(domainSnapshotRef, domainSnapshotListMax), ret: int },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainSnapshotListAllChildren: call(275, () => ({
    api: "virDomainSnapshotListAllChildren",
    args: { snapshot: domainSnapshotRef, needResults: int, flags: uint },
    ret: { snapshots: array(domainSnapshotRef, domainSnapshotListMax), ret: int },
    on: "snapshot",
    access: ["domain:read"],
    priority: "high",
  })),
});
