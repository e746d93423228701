// What can be asked about the devices of the test host, and the virtual adapters that come and go.

import { ConnectListAllNodeDeviceFlags, NodeDeviceCreateXMLFlags } from "@virtgate/protocol/constants";
import { attribute } from "../../definitions/index.js";
import {
  type CapabilityName,
  hasCapability,
  type NodeDeviceDefinition,
  parseNodeDevice,
  worldWideNames,
} from "../../definitions/node-device/index.js";
import { unexplained } from "../../definitions/refusal.js";
import type { NodeDeviceDriver, NodeDeviceRef } from "../node-device-driver.js";
import type { DeviceTable } from "./device-table.js";
import { deviceFailure, onlyFlags } from "./refusals.js";

const only = ConnectListAllNodeDeviceFlags;

const filters: readonly (readonly [flag: number, capability: CapabilityName])[] = [
  [only.capSystem, "system"],
  [only.capPciDev, "pci"],
  [only.capUsbDev, "usb_device"],
  [only.capUsbInterface, "usb"],
  [only.capNet, "net"],
  [only.capScsiHost, "scsi_host"],
  [only.capScsiTarget, "scsi_target"],
  [only.capScsi, "scsi"],
  [only.capStorage, "storage"],
  [only.capFcHost, "fc_host"],
  [only.capVports, "vports"],
  [only.capScsiGeneric, "scsi_generic"],
  [only.capDrm, "drm"],
  [only.capMdevTypes, "mdev_types"],
  [only.capMdev, "mdev"],
  [only.capCcwDev, "ccw"],
  [only.capCssDev, "css"],
  [only.capVdpa, "vdpa"],
  [only.capApCard, "ap_card"],
  [only.capApQueue, "ap_queue"],
  [only.capApMatrix, "ap_matrix"],
  [only.capVpd, "vpd"],
];
const knownFilters = filters.reduce((all, [flag]) => all | flag, 0);

const refOf = ({ name }: NodeDeviceDefinition): NodeDeviceRef => ({ name });

/** Throws when it is no Fibre Channel adapter. */
function requireNames({ capabilities }: NodeDeviceDefinition) {
  const names = worldWideNames(capabilities);
  if (names === undefined) throw deviceFailure("Device is not a fibre channel HBA");
  return names;
}

export function nodeDevices(table: DeviceTable): NodeDeviceDriver {
  const having = (capability: string | null) =>
    [...table.values()].filter(
      ({ capabilities }) => capability === null || hasCapability(capabilities, capability),
    );
  return {
    events: table.events,

    count(capability, flags) {
      onlyFlags("testNodeNumOfDevices", flags);
      return having(capability).length;
    },

    names(capability, flags) {
      onlyFlags("testNodeListDevices", flags);
      return having(capability).map(({ name }) => name);
    },

    list(flags) {
      onlyFlags("testConnectListAllNodeDevices", flags, knownFilters);
      const wanted = filters.filter(([flag]) => (flags & flag) !== 0).map(([, name]) => name);
      const all = [...table.values()];
      if (wanted.length === 0) return all.map(refOf);
      return all
        .filter(({ capabilities }) => wanted.some((name) => hasCapability(capabilities, name)))
        .map(refOf);
    },

    lookupByName: (name) => refOf(table.find(name)),

    xml({ name }, flags) {
      onlyFlags("testNodeDeviceGetXMLDesc", flags);
      return table.xml(table.find(name));
    },

    parent: ({ name }) => table.find(name).parent ?? null,

    capabilities: ({ name }) => table.find(name).capabilities.map((one) => attribute(one, "type")!),

    createXml(xml, flags) {
      onlyFlags("testNodeDeviceCreateXML", flags, NodeDeviceCreateXMLFlags.validate);
      const wanted = parseNodeDevice(xml, { create: true });
      const { wwnn, wwpn } = requireNames(wanted);
      table.requireVportParent(wanted);
      const made = table.createVport(wwnn, wwpn);
      // As libvirt, which does not say what is missing.
      if (made === undefined) throw unexplained();
      return refOf(made);
    },

    // What is no virtual adapter stays, and libvirt's caller is told that it went.
    destroy({ name }) {
      const device = table.find(name);
      const hasParent = device.parent !== undefined && table.get(device.parent) !== undefined;
      if (worldWideNames(device.capabilities) !== undefined && hasParent) table.remove(device);
    },
  };
}
