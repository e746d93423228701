/** What a disk may not combine, in the order in which libvirt finds out. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { invalidDomain, refuse, unsupported } from "../../refusal.js";
import { attribute, childNamed, find, type XmlElement } from "../../xml-tree.js";
import { addressType } from "./address.js";
import { refuseVirtioOptions } from "./common.js";
import { sourceName } from "./disk-source.js";
import { checkTarget } from "./disk-target.js";

const REMOVABLE = ["cdrom", "floppy"];

/** Options of the driver element that a vhostuser disk leaves to the other end. */
const NOT_VHOSTUSER = [
  ...["cache", "error_policy", "rerror_policy", "io", "ioeventfd", "event_idx", "copy_on_read", "discard"],
  ...["iothread", "detect_zeroes"],
];

export function checkDisk(disk: XmlElement): void {
  const device = attribute(disk, "device")!;
  const type = attribute(disk, "type")!;
  const target = childNamed(disk, "target");
  const name = attribute(target, "dev")!;
  const bus = attribute(target, "bus")!;
  const driver = childNamed(disk, "driver");

  if (bus !== "virtio") {
    refuseVirtioOptions(driver);
    if (driver?.attributes.has("queues")) {
      throw unsupported("queues attribute in disk driver element is only supported by virtio-blk");
    }
    if (driver?.attributes.has("event_idx"))
      throw unsupported("disk event_idx mode supported only for virtio bus");
    if (driver?.attributes.has("ioeventfd"))
      throw unsupported("disk ioeventfd mode supported only for virtio bus");
  }
  if (device === "lun") checkLun(disk, type);
  else refuseLunOptions(disk);
  checkEmpty(disk, device, type, name);
  checkTuning(disk);
  checkTarget(name, device, bus);
  checkAddress(disk, name, bus);
  if (type === "vhostuser") checkVhostUser(disk, bus);
  const model = attribute(disk, "model");
  if (model !== undefined && bus !== "virtio") {
    throw unsupported(`disk model '${model}' not supported for bus '${bus}'`);
  }
  if (target!.attributes.has("removable") && bus !== "usb")
    throw invalidDomain("removable is only valid for usb disks");
  if (type === "nvme" && attribute(childNamed(disk, "source"), "namespace") === "0") {
    throw unsupported("NVMe namespace can't be zero");
  }
  for (const at of [["encryption"], ["source", "encryption"]]) {
    if (find(disk, ...at, "cipher") || find(disk, ...at, "ivgen")) {
      throw unsupported("supplying <cipher> for domain disk definition is unnecessary");
    }
  }
  if (childNamed(disk, "source")?.attributes.has("fdgroup")) {
    throw unsupported(`driver does not support FD passing for disk '${name}'`);
  }
  if (attribute(childNamed(disk, "source"), "startupPolicy") === "requisite" && !REMOVABLE.includes(device)) {
    throw invalidDomain("disk startupPolicy 'requisite' is allowed only for cdrom or floppy");
  }
}

function checkEmpty(disk: XmlElement, device: string, type: string, name: string): void {
  const mayBeEmpty = REMOVABLE.includes(device) || type === "volume" || type === "nvme";
  const nameless = attribute(childNamed(disk, "source"), "protocol") === "nbd";
  if (mayBeEmpty || nameless || sourceName(disk) !== undefined) return;
  throw refuse(ErrorDomain.domain, ErrorCode.noSource, name);
}

function checkLun(disk: XmlElement, type: string): void {
  const protocol = attribute(childNamed(disk, "source"), "protocol");
  if (type === "network" && protocol !== "iscsi") {
    throw unsupported(`disk device='lun' is not supported for protocol='${protocol}'`);
  }

  if (!["block", "network", "volume"].includes(type) || sourceName(disk) === undefined) {
    throw unsupported("disk device='lun' is only valid for block type disk source");
  }
}

function refuseLunOptions(disk: XmlElement): void {
  for (const name of ["rawio", "sgio"]) {
    if (disk.attributes.has(name)) throw unsupported(`${name} can be used only with device='lun'`);
  }
  if (find(disk, "source", "reservations")) throw unsupported("<reservations/> allowed only for lun devices");
}

const PAIRS = ["bytes_sec", "iops_sec", "bytes_sec_max", "iops_sec_max"];

function checkTuning(disk: XmlElement): void {
  const iotune = childNamed(disk, "iotune");
  for (const rate of PAIRS) {
    const single = childNamed(iotune, `read_${rate}`) ?? childNamed(iotune, `write_${rate}`);
    if (childNamed(iotune, `total_${rate}`) && single) {
      throw invalidDomain(`total and read/write ${rate} cannot be set at the same time`);
    }
  }
}

const DRIVE_BUSES = ["ide", "fdc", "scsi", "sata"];

function checkAddress(disk: XmlElement, name: string, bus: string): void {
  const type = addressType(disk);
  if (type !== undefined && type !== "drive" && DRIVE_BUSES.includes(bus)) {
    throw unsupported(`Invalid address type '${type}' for the disk '${name}' with the bus type '${bus}'`);
  }
}

function checkVhostUser(disk: XmlElement, bus: string): void {
  if (bus !== "virtio") throw unsupported("vhostuser disk supports only virtio bus");
  if (attribute(disk, "snapshot") !== "no")
    throw unsupported("only snapshot=no is supported with vhostuser disk");
  const driver = childNamed(disk, "driver");
  for (const name of NOT_VHOSTUSER) {
    if (driver?.attributes.has(name)) throw unsupported(`${name} is not supported with vhostuser disk`);
  }
}
