// Network filters and what they are bound to.

import { array } from "../../composite.js";
import { call } from "../../program.js";
import { int, text, uint, uuid } from "../../xdr.js";
import { nwfilterBindingListMax, nwfilterListMax } from "./limits.js";
import { nwfilterBindingRef, nwfilterRef } from "./types.js";

export const nwfilterCalls = () => ({
  nwfilterLookupByName: call(175, () => ({
    api: "virNWFilterLookupByName",
    args: { name: text },
    ret: { nwfilter: nwfilterRef },
    access: ["nwfilter:getattr"],
    priority: "high",
  })),
  nwfilterLookupByUuid: call(176, () => ({
    api: "virNWFilterLookupByUUID",
    args: { uuid },
    ret: { nwfilter: nwfilterRef },
    access: ["nwfilter:getattr"],
    priority: "high",
  })),
  nwfilterGetXmlDesc: call(177, () => ({
    api: "virNWFilterGetXMLDesc",
    args: { nwfilter: nwfilterRef, flags: uint },
    ret: { xml: text },
    on: "nwfilter",
    access: ["nwfilter:read"],
    priority: "high",
  })),
  connectNumOfNwfilters: call(178, () => ({
    api: "virConnectNumOfNWFilters",
    ret: { num: int },
    access: ["connect:search_nwfilters"],
    filter: ["nwfilter:getattr"],
    priority: "high",
  })),
  connectListNwfilters: call(179, () => ({
    api: "virConnectListNWFilters",
    args: { maxnames: int },
    ret: { names: array(text, nwfilterListMax) },
    access: ["connect:search_nwfilters"],
    filter: ["nwfilter:getattr"],
    priority: "high",
  })),
  nwfilterDefineXml: call(180, () => ({
    api: "virNWFilterDefineXML",
    args: { xml: text },
    ret: { nwfilter: nwfilterRef },
    access: ["nwfilter:write", "nwfilter:save"],
    priority: "high",
    write: true,
  })),
  nwfilterUndefine: call(181, () => ({
    api: "virNWFilterUndefine",
    args: { nwfilter: nwfilterRef },
    on: "nwfilter",
    access: ["nwfilter:delete"],
    priority: "high",
    write: true,
  })),
  connectListAllNwfilters: call(286, () => ({
    api: "virConnectListAllNWFilters",
    args: { needResults: int, flags: uint },
    ret: { filters: array(nwfilterRef, nwfilterListMax), ret: uint },
    access: ["connect:search_nwfilters"],
    filter: ["nwfilter:getattr"],
    priority: "high",
  })),
  nwfilterBindingLookupByPortDev: call(397, () => ({
    api: "virNWFilterBindingLookupByPortDev",
    args: { name: text },
    ret: { nwfilter: nwfilterBindingRef },
    access: ["nwfilter_binding:getattr"],
    priority: "high",
  })),
  nwfilterBindingGetXmlDesc: call(398, () => ({
    api: "virNWFilterBindingGetXMLDesc",
    args: { nwfilter: nwfilterBindingRef, flags: uint },
    ret: { xml: text },
    on: "nwfilter",
    access: ["nwfilter_binding:read"],
    priority: "high",
  })),
  nwfilterBindingCreateXml: call(399, () => ({
    api: "virNWFilterBindingCreateXML",
    args: { xml: text, flags: uint },
    ret: { nwfilter: nwfilterBindingRef },
    access: ["nwfilter_binding:create"],
    priority: "high",
    write: true,
  })),
  nwfilterBindingDelete: call(400, () => ({
    api: "virNWFilterBindingDelete",
    args: { nwfilter: nwfilterBindingRef },
    on: "nwfilter",
    access: ["nwfilter_binding:delete"],
    priority: "high",
    write: true,
  })),
  connectListAllNwfilterBindings: call(401, () => ({
    api: "virConnectListAllNWFilterBindings",
    args: { needResults: int, flags: uint },
    ret: { bindings: array(nwfilterBindingRef, nwfilterBindingListMax), ret: uint },
    access: ["connect:search_nwfilter_bindings"],
    filter: ["nwfilter_binding:getattr"],
    priority: "high",
  })),
  nwfilterDefineXmlFlags: call(431, () => ({
    api: "virNWFilterDefineXMLFlags",
    args: { xml: text, flags: uint },
    ret: { nwfilter: nwfilterRef },
    access: ["nwfilter:write", "nwfilter:save"],
    priority: "high",
    write: true,
  })),
});
