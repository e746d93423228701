// Devices of the host, with every command that virsh has for them. `nodedev-list` asks for active devices, which
// libvirt's test hypervisor does not know: what lists look like is tried by other means.
import type { EventRow } from "./events.js";
import type { Row } from "./table.js";

const every = (command: string, ...names: readonly string[]) =>
  names.map((name) => `${command} ${name}`).join("; ");

export const nodeDevice: readonly Row[] = [
  every("nodedev-dumpxml", "computer", "scsi_host1", "scsi_host2", "scsi_host11", "nosuch", "''"),
  "nodedev-dumpxml computer --xpath //vendor; nodedev-dumpxml computer --xpath //vendor --wrap; nodedev-dumpxml x --xpath ''",
  every("nodedev-dumpxml", "a,b", "2000000012341234,1000000012341234", "x,y,z", "a,", ",", "a,,b"),
  every("nodedev-info", "computer", "scsi_host11", "nosuch", ""),
  every("nodedev-list", "", "--tree", "--all", "--inactive", "--cap net,pci", "--cap ''", "--cap foo"),
  every("nodedev-list", "--tree --cap net", "--tree --inactive", "--all --inactive", "extra"),
  "nodedev-create vport.xml; nodedev-dumpxml scsi_host12; nodedev-info scsi_host12; nodedev-destroy scsi_host12; nodedev-info scsi_host12",
  "nodedev-create vport-any.xml; nodedev-create vport.xml; nodedev-dumpxml scsi_host12",
  every("nodedev-create", "vport-wwn.xml", "vport-fabric.xml", "vport-nosuch.xml", "vport-unfit.xml"),
  every("nodedev-create", "vport-half.xml", "vport-nameless.xml", "no-adapter.xml", "no-capability.xml"),
  every("nodedev-create", "nosuch.xml", "named.xml", ""),
  "nodedev-destroy scsi_host1; nodedev-dumpxml scsi_host1; nodedev-destroy scsi_host11; nodedev-create vport.xml",
  "nodedev-destroy scsi_host11; nodedev-create vport.xml; nodedev-destroy computer; nodedev-dumpxml computer",
  "nodedev-destroy nosuch; nodedev-destroy --name nosuch; nodedev-destroy",
  "nodedev-define vport.xml; nodedev-define nosuch.xml; nodedev-undefine scsi_host1; nodedev-undefine x",
  "nodedev-start scsi_host1; nodedev-start x; nodedev-autostart scsi_host1; nodedev-autostart scsi_host1 --disable",
  "nodedev-detach scsi_host1; nodedev-detach scsi_host1 --driver vfio; nodedev-dettach x; nodedev-detach x",
  "nodedev-reattach scsi_host1; nodedev-reattach x; nodedev-reset scsi_host1; nodedev-reset x",
  "nodedev-event --list; nodedev-event; nodedev-event --event bogus; nodedev-event lifecycle; nodedev-event --event lifecycle --device x",
  "nodedev-event --event lifecycle --timeout 0; nodedev-event --event update --device computer --timeout 1",
  [
    "-r",
    "nodedev-dumpxml computer; nodedev-create vport.xml; nodedev-destroy scsi_host11; nodedev-reset scsi_host1; nodedev-info computer",
  ],
  ...[
    "create",
    "destroy",
    "detach",
    "dettach",
    "dumpxml",
    "list",
    "reattach",
    "reset",
    "event",
    "define",
  ].map((name) => `help nodedev-${name}`),
];

const wait = ["nodedev-event", "--event", "lifecycle"];

/** One process waits for events of devices while another acts. */
export const nodeDeviceEvents: readonly EventRow[] = [
  { listen: wait, act: "nodedev-create vport.xml" },
  {
    listen: [...wait, "--loop", "--timeout", "2", "--timestamp"],
    act: "nodedev-create vport.xml; nodedev-destroy scsi_host12; nodedev-destroy computer",
  },
  {
    listen: [...wait, "--device", "scsi_host11", "--timeout", "2"],
    act: "nodedev-create vport.xml; nodedev-destroy scsi_host11",
  },
  { listen: ["nodedev-event", "--event", "update", "--timeout", "2"], act: "nodedev-create vport.xml" },
];
