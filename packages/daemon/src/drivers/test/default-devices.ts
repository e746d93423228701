// The devices of the host behind test:///default: the computer, two Fibre Channel adapters, and a virtual one.

import { type NodeDeviceDefinition, parseNodeDevice } from "../../definitions/node-device/index.js";
import type { DeviceTable } from "./device-table.js";

interface Adapter {
  readonly name: string;
  readonly parent: string;
  readonly host: number;
  readonly uniqueId: number;
  readonly wwnn: string;
  readonly wwpn: string;
  readonly fabricWwn: string;
  /** Can be divided into virtual ones. */
  readonly vports: boolean;
}

const computer = `
<device>
  <name>computer</name>
  <capability type='system'>
    <hardware>
      <vendor>Libvirt</vendor>
      <version>Test driver</version>
      <serial>123456</serial>
      <uuid>11111111-2222-3333-4444-555555555555</uuid>
    </hardware>
    <firmware>
      <vendor>Libvirt</vendor>
      <version>Test Driver</version>
      <release_date>01/22/2007</release_date>
    </firmware>
  </capability>
</device>
`;

const adapters: readonly Adapter[] = [
  {
    name: "scsi_host1",
    parent: "computer",
    host: 1,
    uniqueId: 0,
    wwnn: "2000000012341234",
    wwpn: "1000000012341234",
    fabricWwn: "2000000043214321",
    vports: true,
  },
  {
    name: "scsi_host2",
    parent: "computer",
    host: 2,
    uniqueId: 1,
    wwnn: "2000000056785678",
    wwpn: "1000000056785678",
    fabricWwn: "2000000087658765",
    vports: true,
  },
  {
    name: "scsi_host11",
    parent: "scsi_host1",
    host: 11,
    uniqueId: 10,
    wwnn: "2000000034563456",
    wwpn: "1000000034563456",
    fabricWwn: "2000000043214321",
    vports: false,
  },
];

const adapterXml = ({ name, parent, host, uniqueId, wwnn, wwpn, fabricWwn, vports }: Adapter) => `
<device>
  <name>${name}</name>
  <parent>${parent}</parent>
  <capability type='scsi_host'>
    <host>${host}</host>
    <unique_id>${uniqueId}</unique_id>
    <capability type='fc_host'>
      <wwnn>${wwnn}</wwnn>
      <wwpn>${wwpn}</wwpn>
      <fabric_wwn>${fabricWwn}</fabric_wwn>
    </capability>
    ${vports ? "<capability type='vport_ops'/>" : ""}
  </capability>
</device>
`;

let parsed: readonly NodeDeviceDefinition[] | undefined;

/** Definitions are never changed, only replaced: every hypervisor has the same ones. */
function defaultDevices(): readonly NodeDeviceDefinition[] {
  parsed ??= [computer, ...adapters.map(adapterXml)].map((xml) => parseNodeDevice(xml));
  return parsed;
}

export function addDefaultDevices(table: DeviceTable): void {
  for (const device of defaultDevices()) table.assign(device);
}
