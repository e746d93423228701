// Virtual networks.

import { array } from "../../composite.js";
import { NetworkUpdateFlags } from "../../constants/network.js";
import { call, event } from "../../program.js";
import { int, optional, text, uint, uuid } from "../../xdr.js";
import { networkChange } from "./access-rules.js";
import { networkDhcpLeasesMax, networkListMax } from "./limits.js";
import { networkDhcpLease, networkRef } from "./types.js";

export const networkCalls = () => ({
  connectListDefinedNetworks: call(36, () => ({
    api: "virConnectListDefinedNetworks",
    args: { maxnames: int },
    ret: { names: array(text, networkListMax) },
    access: ["connect:search_networks"],
    filter: ["network:getattr"],
    priority: "high",
  })),
  connectListNetworks: call(38, () => ({
    api: "virConnectListNetworks",
    args: { maxnames: int },
    ret: { names: array(text, networkListMax) },
    access: ["connect:search_networks"],
    filter: ["network:getattr"],
    priority: "high",
  })),
  networkCreate: call(39, () => ({
    api: "virNetworkCreate",
    args: { net: networkRef },
    on: "net",
    access: ["network:start"],
    write: true,
  })),
  networkCreateXml: call(40, () => ({
    api: "virNetworkCreateXML",
    args: { xml: text },
    ret: { net: networkRef },
    access: ["network:write", "network:start"],
    write: true,
  })),
  networkDefineXml: call(41, () => ({
    api: "virNetworkDefineXML",
    args: { xml: text },
    ret: { net: networkRef },
    access: ["network:write", "network:save"],
    priority: "high",
    write: true,
  })),
  networkDestroy: call(42, () => ({
    api: "virNetworkDestroy",
    args: { net: networkRef },
    on: "net",
    access: ["network:stop"],
    priority: "high",
    write: true,
  })),
  networkGetXmlDesc: call(43, () => ({
    api: "virNetworkGetXMLDesc",
    args: { net: networkRef, flags: uint },
    ret: { xml: text },
    on: "net",
    access: ["network:read"],
    priority: "high",
  })),
  networkGetAutostart: call(44, () => ({
    api: "virNetworkGetAutostart",
    args: { net: networkRef },
    ret: { autostart: int },
    on: "net",
    access: ["network:read"],
    priority: "high",
  })),
  networkGetBridgeName: call(45, () => ({
    api: "virNetworkGetBridgeName",
    args: { net: networkRef },
    ret: { name: text },
    on: "net",
    access: ["network:read"],
    priority: "high",
  })),
  networkLookupByName: call(46, () => ({
    api: "virNetworkLookupByName",
    args: { name: text },
    ret: { net: networkRef },
    access: ["network:getattr"],
    priority: "high",
  })),
  networkLookupByUuid: call(47, () => ({
    api: "virNetworkLookupByUUID",
    args: { uuid },
    ret: { net: networkRef },
    access: ["network:getattr"],
    priority: "high",
  })),
  networkSetAutostart: call(48, () => ({
    api: "virNetworkSetAutostart",
    args: { net: networkRef, autostart: int },
    on: "net",
    access: ["network:write"],
    priority: "high",
    write: true,
  })),
  networkUndefine: call(49, () => ({
    api: "virNetworkUndefine",
    args: { net: networkRef },
    on: "net",
    access: ["network:delete"],
    priority: "high",
    write: true,
  })),
  connectNumOfDefinedNetworks: call(50, () => ({
    api: "virConnectNumOfDefinedNetworks",
    ret: { num: int },
    access: ["connect:search_networks"],
    filter: ["network:getattr"],
    priority: "high",
  })),
  connectNumOfNetworks: call(52, () => ({
    api: "virConnectNumOfNetworks",
    ret: { num: int },
    access: ["connect:search_networks"],
    filter: ["network:getattr"],
    priority: "high",
  })),
  networkIsActive: call(152, () => ({
    api: "virNetworkIsActive",
    args: { net: networkRef },
    ret: { active: int },
    on: "net",
    access: ["network:read"],
    priority: "high",
  })),
  networkIsPersistent: call(153, () => ({
    api: "virNetworkIsPersistent",
    args: { net: networkRef },
    ret: { persistent: int },
    on: "net",
    access: ["network:read"],
    priority: "high",
  })),
  connectListAllNetworks: call(283, () => ({
    api: "virConnectListAllNetworks",
    args: { needResults: int, flags: uint },
    ret: { nets: array(networkRef, networkListMax), ret: uint },
    access: ["connect:search_networks"],
    filter: ["network:getattr"],
    priority: "high",
  })),
  networkUpdate: call(291, () => ({
    api: "virNetworkUpdate",
    args: { net: networkRef, command: uint, section: uint, parentIndex: int, xml: text, flags: uint },
    on: "net",
    access: [
      "network:write",
      {
        permission: "network:save",
        when: { argument: "flags", test: "none", value: NetworkUpdateFlags.config | NetworkUpdateFlags.live },
      },
      {
        permission: "network:save",
        when: { argument: "flags", test: "all", value: NetworkUpdateFlags.config },
      },
    ],
    priority: "high",
    write: true,
  })),
  networkGetDhcpLeases: call(341, () => ({
    api: "virNetworkGetDHCPLeases",
    args: { net: networkRef, mac: optional(text), needResults: int, flags: uint },
    ret: { leases: array(networkDhcpLease, networkDhcpLeasesMax), ret: uint },
    on: "net",
    access: ["network:read"],
  })),
  networkDefineXmlFlags: call(432, () => ({
    api: "virNetworkDefineXMLFlags",
    args: { xml: text, flags: uint },
    ret: { net: networkRef },
    access: ["network:write", "network:save"],
    priority: "high",
    write: true,
  })),
  networkCreateXmlFlags: call(437, () => ({
    api: "virNetworkCreateXMLFlags",
    args: { xml: text, flags: uint },
    ret: { net: networkRef },
    access: ["network:write", "network:start"],
    priority: "high",
    write: true,
  })),
  // Newer than libvirt 9.0.0, whose facts we have: layout and number are libvirt's, the permissions
  // are those of networkUpdate, which changes the same things.
  networkSetMetadata: call(444, () => ({
    api: "virNetworkSetMetadata",
    args: {
      network: networkRef,
      type: int,
      metadata: optional(text),
      key: optional(text),
      uri: optional(text),
      flags: uint,
    },
    on: "network",
    access: networkChange,
    write: true,
  })),
  // Newer than libvirt 9.0.0; the permission is that of reading the network's XML.
  networkGetMetadata: call(445, () => ({
    api: "virNetworkGetMetadata",
    args: { network: networkRef, type: int, uri: optional(text), flags: uint },
    ret: { metadata: text },
    on: "network",
    access: ["network:read"],
  })),
});

export const networkEvents = {
  networkEventLifecycle: event(315, () => ({
    body: { callbackID: int, net: networkRef, event: int, detail: int },
    event: { class: "network", id: 0 },
    callback: true,
  })),
  // Newer than libvirt 9.0.0.
  networkEventCallbackMetadataChange: event(446, () => ({
    body: { callbackID: int, net: networkRef, type: int, nsuri: optional(text) },
    event: { class: "network", id: 1 },
    callback: true,
  })),
};
