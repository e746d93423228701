// Host devices.

import { array } from "../../composite.js";
import { call, event } from "../../program.js";
import { int, optional, text, uint } from "../../xdr.js";
import { nodeDeviceCapsListMax, nodeDeviceListMax } from "./limits.js";
import { nodeDeviceRef } from "./types.js";

export const nodeDeviceCalls = () => ({
  nodeNumOfDevices: call(111, () => ({
    api: "virNodeNumOfDevices",
    args: { cap: optional(text), flags: uint },
    ret: { num: int },
    access: ["connect:search_node_devices"],
    filter: ["node_device:getattr"],
    priority: "high",
  })),
  nodeListDevices: call(112, () => ({
    api: "virNodeListDevices",
    args: { cap: optional(text), maxnames: int, flags: uint },
    ret: { names: array(text, nodeDeviceListMax) },
    access: ["connect:search_node_devices"],
    filter: ["node_device:getattr"],
    priority: "high",
  })),
  nodeDeviceLookupByName: call(113, () => ({
    api: "virNodeDeviceLookupByName",
    args: { name: text },
    ret: { dev: nodeDeviceRef },
    access: ["node_device:getattr"],
    priority: "high",
  })),
  nodeDeviceGetXmlDesc: call(114, () => ({
    api: "virNodeDeviceGetXMLDesc",
    args: { name: text, flags: uint },
    ret: { xml: text },
    on: "name",
    access: ["node_device:read"],
  })),
  nodeDeviceGetParent: call(115, () => ({
    api: "virNodeDeviceGetParent",
    args: { name: text },
    ret: { parentName: optional(text) },
    on: "name",
    access: ["node_device:read"],
    priority: "high",
  })),
  nodeDeviceNumOfCaps: call(116, () => ({
    api: "virNodeDeviceNumOfCaps",
    args: { name: text },
    ret: { num: int },
    on: "name",
    access: ["node_device:read"],
    priority: "high",
  })),
  nodeDeviceListCaps: call(117, () => ({
    api: "virNodeDeviceListCaps",
    args: { name: text, maxnames: int },
    ret: { names: array(text, nodeDeviceCapsListMax) },
    on: "name",
    access: ["node_device:read"],
    priority: "high",
  })),
  // libvirt's spelling.
  nodeDeviceDettach: call(118, () => ({
    api: "virNodeDeviceDettach",
    args: { name: text },
    on: "name",
    access: ["node_device:detach"],
    write: true,
  })),
  nodeDeviceReAttach: call(119, () => ({
    api: "virNodeDeviceReAttach",
    args: { name: text },
    on: "name",
    access: ["node_device:detach"],
    write: true,
  })),
  nodeDeviceReset: call(120, () => ({
    api: "virNodeDeviceReset",
    args: { name: text },
    on: "name",
    access: ["node_device:detach"],
    write: true,
  })),
  nodeDeviceCreateXml: call(123, () => ({
    api: "virNodeDeviceCreateXML",
    args: { xmlDesc: text, flags: uint },
    ret: { dev: nodeDeviceRef },
    access: ["node_device:write", "node_device:start"],
    write: true,
  })),
  nodeDeviceDestroy: call(124, () => ({
    api: "virNodeDeviceDestroy",
    args: { name: text },
    on: "name",
    access: ["node_device:stop"],
    priority: "high",
    write: true,
  })),
  connectListAllNodeDevices: call(285, () => ({
    api: "virConnectListAllNodeDevices",
    args: { needResults: int, flags: uint },
    ret: { devices: array(nodeDeviceRef, nodeDeviceListMax), ret: uint },
    access: ["connect:search_node_devices"],
    filter: ["node_device:getattr"],
    priority: "high",
  })),
  nodeDeviceLookupScsiHostByWwn: call(297, () => ({
    api: "virNodeDeviceLookupSCSIHostByWWN",
    args: { wwnn: text, wwpn: text, flags: uint },
    ret: { dev: nodeDeviceRef },
    access: ["node_device:getattr"],
    priority: "high",
  })),
  nodeDeviceDetachFlags: call(301, () => ({
    api: "virNodeDeviceDetachFlags",
    args: { name: text, driverName: optional(text), flags: uint },
    on: "name",
    access: ["node_device:detach"],
    write: true,
  })),
  nodeDeviceDefineXml: call(428, () => ({
    api: "virNodeDeviceDefineXML",
    args: { xmlDesc: text, flags: uint },
    ret: { dev: nodeDeviceRef },
    access: ["node_device:write"],
    write: true,
  })),
  nodeDeviceUndefine: call(429, () => ({
    api: "virNodeDeviceUndefine",
    args: { name: text, flags: uint },
    on: "name",
    access: ["node_device:delete"],
    priority: "high",
    write: true,
  })),
  nodeDeviceCreate: call(430, () => ({
    api: "virNodeDeviceCreate",
    args: { name: text, flags: uint },
    on: "name",
    access: ["node_device:start"],
    priority: "high",
    write: true,
  })),
  nodeDeviceGetAutostart: call(433, () => ({
    api: "virNodeDeviceGetAutostart",
    args: { name: text },
    ret: { autostart: int },
    on: "name",
    access: ["node_device:read"],
    priority: "high",
    write: true,
  })),
  nodeDeviceSetAutostart: call(434, () => ({
    api: "virNodeDeviceSetAutostart",
    args: { name: text, autostart: int },
    on: "name",
    access: ["node_device:write"],
    priority: "high",
    write: true,
  })),
  nodeDeviceIsPersistent: call(435, () => ({
    api: "virNodeDeviceIsPersistent",
    args: { name: text },
    ret: { persistent: int },
    on: "name",
    access: ["node_device:read"],
    priority: "high",
  })),
  nodeDeviceIsActive: call(436, () => ({
    api: "virNodeDeviceIsActive",
    args: { name: text },
    ret: { active: int },
    on: "name",
    access: ["node_device:read"],
    priority: "high",
  })),
  // Newer than libvirt 9.0.0, whose facts we have: layout and number are libvirt's, the permission
  // is that of nodeDeviceDefineXml.
  nodeDeviceUpdate: call(447, () => ({
    api: "virNodeDeviceUpdate",
    args: { name: text, xmlDesc: text, flags: uint },
    on: "name",
    access: ["node_device:write"],
    write: true,
  })),
});

export const nodeDeviceEvents = {
  nodeDeviceEventLifecycle: event(376, () => ({
    body: { callbackID: int, dev: nodeDeviceRef, event: int, detail: int },
    event: { class: "nodeDevice", id: 0 },
    callback: true,
  })),
  nodeDeviceEventUpdate: event(377, () => ({
    body: { callbackID: int, dev: nodeDeviceRef },
    event: { class: "nodeDevice", id: 1 },
    callback: true,
  })),
};
