// Domains: finding and listing them.

import { array } from "../../composite.js";
import { call } from "../../program.js";
import { int, text, uint, uuid } from "../../xdr.js";
import { domainListMax } from "./limits.js";
import { domainRef } from "./types.js";

export const domainLookupCalls = () => ({
  connectListDefinedDomains: call(21, () => ({
    api: "virConnectListDefinedDomains",
    args: { maxnames: int },
    ret: { names: array(text, domainListMax) },
    access: ["connect:search_domains"],
    filter: ["domain:getattr"],
    priority: "high",
  })),
  domainLookupById: call(22, () => ({
    api: "virDomainLookupByID",
    args: { id: int },
    ret: { dom: domainRef },
    access: ["domain:getattr"],
    priority: "high",
  })),
  domainLookupByName: call(23, () => ({
    api: "virDomainLookupByName",
    args: { name: text },
    ret: { dom: domainRef },
    access: ["domain:getattr"],
    priority: "high",
  })),
  domainLookupByUuid: call(24, () => ({
    api: "virDomainLookupByUUID",
    args: { uuid },
    ret: { dom: domainRef },
    access: ["domain:getattr"],
    priority: "high",
  })),
  connectNumOfDefinedDomains: call(25, () => ({
    api: "virConnectNumOfDefinedDomains",
    ret: { num: int },
    access: ["connect:search_domains"],
    filter: ["domain:getattr"],
    priority: "high",
  })),
  connectListDomains: call(37, () => ({
    api: "virConnectListDomains",
    args: { maxids: int },
    ret: { ids: array(int, domainListMax) },
    access: ["connect:search_domains"],
    filter: ["domain:getattr"],
    priority: "high",
  })),
  connectNumOfDomains: call(51, () => ({
    api: "virConnectNumOfDomains",
    ret: { num: int },
    access: ["connect:search_domains"],
    filter: ["domain:getattr"],
    priority: "high",
  })),
  connectListAllDomains: call(273, () => ({
    api: "virConnectListAllDomains",
    args: { needResults: int, flags: uint },
    ret: { domains: array(domainRef, domainListMax), ret: uint },
    access: ["connect:search_domains"],
    filter: ["domain:getattr"],
    priority: "high",
  })),
});
