// Host network interfaces.

import { array } from "../../composite.js";
import { call } from "../../program.js";
import { int, text, uint } from "../../xdr.js";
import { interfaceListMax } from "./limits.js";
import { interfaceRef } from "./types.js";

export const interfaceCalls = () => ({
  connectNumOfInterfaces: call(126, () => ({
    api: "virConnectNumOfInterfaces",
    ret: { num: int },
    access: ["connect:search_interfaces"],
    filter: ["interface:getattr"],
    priority: "high",
  })),
  connectListInterfaces: call(127, () => ({
    api: "virConnectListInterfaces",
    args: { maxnames: int },
    ret: { names: array(text, interfaceListMax) },
    access: ["connect:search_interfaces"],
    filter: ["interface:getattr"],
    priority: "high",
  })),
  interfaceLookupByName: call(128, () => ({
    api: "virInterfaceLookupByName",
    args: { name: text },
    ret: { iface: interfaceRef },
    access: ["interface:getattr"],
    priority: "high",
  })),
  interfaceLookupByMacString: call(129, () => ({
    api: "virInterfaceLookupByMACString",
    args: { mac: text },
    ret: { iface: interfaceRef },
    access: ["interface:getattr"],
    priority: "high",
  })),
  interfaceGetXmlDesc: call(130, () => ({
    api: "virInterfaceGetXMLDesc",
    args: { iface: interfaceRef, flags: uint },
    ret: { xml: text },
    on: "iface",
    access: ["interface:read"],
  })),
  interfaceDefineXml: call(131, () => ({
    api: "virInterfaceDefineXML",
    args: { xml: text, flags: uint },
    ret: { iface: interfaceRef },
    access: ["interface:write", "interface:save"],
    priority: "high",
    write: true,
  })),
  interfaceUndefine: call(132, () => ({
    api: "virInterfaceUndefine",
    args: { iface: interfaceRef },
    on: "iface",
    access: ["interface:delete"],
    priority: "high",
    write: true,
  })),
  interfaceCreate: call(133, () => ({
    api: "virInterfaceCreate",
    args: { iface: interfaceRef, flags: uint },
    on: "iface",
    access: ["interface:start"],
    write: true,
  })),
  interfaceDestroy: call(134, () => ({
    api: "virInterfaceDestroy",
    args: { iface: interfaceRef, flags: uint },
    on: "iface",
    access: ["interface:stop"],
    priority: "high",
    write: true,
  })),
  connectNumOfDefinedInterfaces: call(137, () => ({
    api: "virConnectNumOfDefinedInterfaces",
    ret: { num: int },
    access: ["connect:search_interfaces"],
    filter: ["interface:getattr"],
    priority: "high",
  })),
  connectListDefinedInterfaces: call(138, () => ({
    api: "virConnectListDefinedInterfaces",
    args: { maxnames: int },
    ret: { names: array(text, interfaceListMax) },
    access: ["connect:search_interfaces"],
    filter: ["interface:getattr"],
    priority: "high",
  })),
  interfaceIsActive: call(156, () => ({
    api: "virInterfaceIsActive",
    args: { iface: interfaceRef },
    ret: { active: int },
    on: "iface",
    access: ["interface:read"],
    priority: "high",
  })),
  interfaceChangeBegin: call(220, () => ({
    api: "virInterfaceChangeBegin",
    args: { flags: uint },
    access: ["connect:interface_transaction"],
    write: true,
  })),
  interfaceChangeCommit: call(221, () => ({
    api: "virInterfaceChangeCommit",
    args: { flags: uint },
    access: ["connect:interface_transaction"],
    write: true,
  })),
  interfaceChangeRollback: call(222, () => ({
    api: "virInterfaceChangeRollback",
    args: { flags: uint },
    access: ["connect:interface_transaction"],
    write: true,
  })),
  connectListAllInterfaces: call(284, () => ({
    api: "virConnectListAllInterfaces",
    args: { needResults: int, flags: uint },
    ret: { ifaces: array(interfaceRef, interfaceListMax), ret: uint },
    access: ["connect:search_interfaces"],
    filter: ["interface:getattr"],
    priority: "high",
  })),
});
