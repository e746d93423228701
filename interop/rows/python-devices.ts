// Devices of the host for libvirt's Python binding: one row, one connection. See rows/python.ts.

import { type Case, row, tried } from "./python-moments.js";

export const pythonDevices: readonly Case[] = [
  row(
    "every filter of devices",
    "for bit in range(32): tried(lambda: named([one.name() for one in c.listAllDevices(1 << bit)]))",
  ),
  row(
    "old lists of devices",
    "for cap in [None, 'system', 'scsi_host', 'fc_host', 'vports', 'pci', 'bogus', '']: show(c.numOfDevices(cap), named(c.listDevices(cap)))",
  ),
  tried(
    "flags of devices",
    "",
    "c.numOfDevices(None, 1)",
    "c.listDevices(None, 1)",
    "c.nodeDeviceCreateXML('<device/>', 2)",
    "c.nodeDeviceLookupByName('computer').XMLDesc(1)",
  ),
  ...["computer", "scsi_host1", "scsi_host11", "nosuch"].map((name) =>
    tried(
      `the device ${name}`,
      "",
      ...[
        "one().name()",
        "one().parent()",
        "one().numOfCaps()",
        "one().listCaps()",
        "one().XMLDesc()",
        "one().isActive()",
        "one().isPersistent()",
        "one().autostart()",
        "one().setAutostart(1)",
        "one().create()",
        "one().undefine()",
        "one().dettach()",
        "one().detachFlags(None)",
        "one().detachFlags('vfio')",
        "one().reAttach()",
        "one().reset()",
        "one().destroy()",
      ].map((code) => code.replace("one()", `c.nodeDeviceLookupByName('${name}')`)),
    ),
  ),
  tried(
    "a virtual adapter",
    "",
    ...[
      "c.nodeDeviceCreateXML(adapter).name()",
      "c.nodeDeviceCreateXML(adapter, 1).name()",
      "c.nodeDeviceLookupByName('scsi_host12').parent()",
      "c.nodeDeviceLookupByName('scsi_host12').XMLDesc()",
      "c.numOfDevices(None)",
      "c.nodeDeviceLookupByName('scsi_host12').destroy()",
      "c.numOfDevices(None)",
      "c.nodeDeviceLookupSCSIHostByWWN('2000000000000001', '1000000000000001')",
      "c.nodeDeviceDefineXML(adapter)",
    ].filter((code) => !code.includes("adapter, 1")),
  ),
  row(
    "events of devices",
    `seen = []
def note(conn, device, event, detail, opaque): seen.append([opaque, device.name(), event, detail])
def update(conn, device, opaque): seen.append([opaque, device.name()])
host = c.nodeDeviceLookupByName("scsi_host1")
other = c.nodeDeviceCreateXML(adapter)
numbers = [c.nodeDeviceEventRegisterAny(device, 0, note, word) for device, word in [(None, "all"), (host, "host"), (other, "other")]]
numbers.append(c.nodeDeviceEventRegisterAny(None, 1, update, "update"))
show(numbers)
c.nodeDeviceCreateXML(adapter)
other.destroy()
wait_for(lambda: len(seen) >= 4)
time.sleep(0.05)
show(sorted(seen))
for number in numbers: show(c.nodeDeviceEventDeregisterAny(number))
tried(lambda: c.nodeDeviceEventDeregisterAny(numbers[0]), lambda: c.nodeDeviceEventRegisterAny(None, 7, note, 1))`,
  ),
];
