/** What devices may not be together: the checks that look at more than one of them. */
import { domainDetail, internal, invalidDomain, unsupported } from "../refusal.js";
import { attribute, childNamed, type XmlElement } from "../xml-tree.js";
import type { DomainDefinition } from "./definition.js";
import { addressType } from "./devices/address.js";
import { diskTarget } from "./devices/disk.js";
import { sourceName } from "./devices/disk-source.js";

const PLACE = ["controller", "bus", "target", "unit"];

const VIRTIO_CARDS = ["virtio", "virtio-transitional", "virtio-non-transitional"];

/** Only a host device may be left without a place in the guest. */
export function checkAddressTypes(domain: DomainDefinition): void {
  for (const one of Object.values(domain.devices).flat()) {
    if (one.name !== "hostdev" && addressType(one) === "unassigned") {
      throw unsupported("address of type 'unassigned' is supported only for hostdevs");
    }
  }
}

export function checkAudio(domain: DomainDefinition): void {
  const { audio, graphics, sound } = domain.devices;
  const ids = new Set<string>();
  for (const one of audio) {
    const id = attribute(one, "id")!;
    if (ids.has(id)) throw invalidDomain(`audio ID ${id} is used multiple times`);
    ids.add(id);
  }
  for (const one of [...sound, ...graphics.filter((screen) => attribute(screen, "type") === "vnc")]) {
    const id = attribute(childNamed(one, "audio"), "id");
    if (id !== undefined && !ids.has(id)) throw invalidDomain(`no audio device with ID ${id}`);
  }
}

/** Devices that need the USB bus, where it was switched off. A redirected one needs a controller by name. */
export function checkUsb(domain: DomainDefinition): void {
  const { controller, hostdev, hub, input, redirdev } = domain.devices;
  const usb = controller.filter((one) => attribute(one, "type") === "usb");
  const off = usb.some((one) => attribute(one, "model") === "none");
  if (redirdev.length > 0 && (off || usb.length === 0)) {
    throw unsupported("cannot add redirected USB device: USB is disabled for this domain");
  }
  if (!off) return;
  if (usb.length > 1) throw domainDetail("Can't add another USB controller: USB is disabled for this domain");
  if (hub.length > 0) throw unsupported("Can't add USB hub: USB is disabled for this domain");
  if (input.some((one) => attribute(one, "bus") === "usb")) {
    throw unsupported("Can't add USB input device. USB bus is disabled");
  }
  if (hostdev.some((one) => attribute(one, "type") === "usb")) {
    throw unsupported("Can't add host USB device: USB is disabled in this host");
  }
}

export function checkPanics(panics: readonly XmlElement[]): void {
  const seen = new Set<string>();
  for (const one of panics) {
    const model = attribute(one, "model") ?? "default";
    if (seen.has(model)) throw invalidDomain(`Multiple panic devices with model '${model}'`);
    seen.add(model);
  }
}

export function checkConsoles(consoles: readonly XmlElement[]): void {
  for (const one of consoles.slice(1)) {
    if (attribute(childNamed(one, "target"), "type") === "serial") {
      throw unsupported("Only the first console can be a serial port");
    }
  }
}

export function checkVhostUser(interfaces: readonly XmlElement[]): void {
  for (const one of interfaces) {
    const model = attribute(childNamed(one, "model"), "type") ?? "";
    if (attribute(one, "type") !== "vhostuser" || VIRTIO_CARDS.includes(model)) continue;
    throw internal(
      "Wrong or no <model> 'type' attribute specified with <interface type='vhostuser'/>. vhostuser requires the virtio-net* frontend",
    );
  }
}

export function checkIommu(domain: DomainDefinition): void {
  const driver = childNamed(domain.devices.iommu[0], "driver");
  const ioapic = childNamed(domain.sections.features?.[0], "ioapic");
  if (attribute(driver, "intremap") === "on" && attribute(ioapic, "driver") !== "qemu") {
    throw unsupported("IOMMU interrupt remapping requires split I/O APIC (ioapic driver='qemu')");
  }
  if (attribute(driver, "eim") === "on" && attribute(driver, "intremap") !== "on") {
    throw unsupported("IOMMU eim requires interrupt remapping to be enabled");
  }
}

/** Two disks of one bus, or a disk and a SCSI host device, in the same place. */
export function checkDriveAddresses(domain: DomainDefinition): void {
  const { disk, hostdev } = domain.devices;
  const place = (one: XmlElement) =>
    PLACE.map((name) => `${name}='${attribute(childNamed(one, "address"), name)}'`).join(" ");
  const taken = new Map<string, XmlElement>();
  for (const one of disk.filter((each) => addressType(each) === "drive")) {
    const key = `${attribute(childNamed(one, "target"), "bus")} ${place(one)}`;
    const first = taken.get(key);
    if (first) {
      const where = `target name '${diskTarget(first)}' ${place(one)}`;
      throw unsupported(`Found duplicate drive address for disk with ${where}`);
    }
    taken.set(key, one);
  }
  for (const one of hostdev.filter((each) => attribute(each, "type") === "scsi")) {
    if (taken.has(`scsi ${place(one)}`)) {
      const other = disk.find((each) => place(each) === place(one));
      const where = place(one).slice(0, -1);
      throw unsupported(
        `using disk target name '${diskTarget(other!)}' conflicts with SCSI host device address ${where}`,
      );
    }
  }
}

export function checkDiskTargets(disks: readonly XmlElement[]): void {
  const seen = new Map<string, XmlElement>();
  for (const one of disks) {
    const target = diskTarget(one);
    const other = seen.get(target);
    if (other) {
      const name = (disk: XmlElement) => sourceName(disk) ?? "(null)";
      throw invalidDomain(
        `target '${target}' duplicated for disk sources '${name(other)}' and '${name(one)}'`,
      );
    }
    seen.set(target, one);
  }
}

export function checkControllers(controllers: readonly XmlElement[]): void {
  const seen = new Set<string>();
  for (const one of controllers) {
    const [type, index] = [attribute(one, "type"), attribute(one, "index")];
    const key = `${type}:${index}`;
    if (seen.has(key) && type !== "usb")
      throw invalidDomain(`Multiple '${type}' controllers with index '${index}'`);
    seen.add(key);
  }
}

export function checkVideo(cards: readonly XmlElement[]): void {
  const none = cards.some((one) => attribute(childNamed(one, "model"), "type") === "none");
  if (none && cards.length > 1) {
    throw unsupported("a 'none' video type must be the only video device defined for the domain");
  }
}
