/** Checks of a whole definition, after everything was read and completed. */
import { domainDetail, internal, invalidDomain, unsupported } from "../refusal.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import type { DomainDefinition } from "./definition.js";
import { addressType } from "./devices/address.js";
import { checkCharacterSource } from "./devices/character.js";
import { diskTarget } from "./devices/disk.js";
import { checkDisk } from "./devices/disk-check.js";
import { sourceName } from "./devices/disk-source.js";
import { bootOrders } from "./devices.js";
import { highestNumaCpu, numaMemoryKiB } from "./numa.js";

export function validateDomain(domain: DomainDefinition): void {
  const { devices } = domain;
  if (domain.osType === "exe" && !childNamed(domain.sections.os?.[0], "init")) {
    throw invalidDomain("init binary must be specified");
  }
  checkThreads(domain);
  checkBootOrders(domain);
  checkAddressTypes(domain);
  checkAliases(domain);
  for (const one of devices.disk) checkDisk(one);
  checkDiskTargets(devices.disk);
  checkDriveAddresses(domain);
  checkControllers(devices.controller);
  for (const list of [devices.serial, devices.parallel, devices.console, devices.channel, devices.redirdev]) {
    for (const one of list) checkCharacterSource(one);
  }
  checkVideo(devices.video);
  checkUsb(domain);
  checkPanics(devices.panic);
  for (const one of devices.smartcard) {
    if (!["ccid", undefined].includes(addressType(one)))
      throw unsupported("Controllers must use the 'ccid' address type");
  }
  checkConsoles(devices.console);
  checkAudio(domain);
  if (domain.name.includes("/")) throw invalidDomain(`name ${domain.name} cannot contain '/'`);
}

function checkBootOrders(domain: DomainDefinition): void {
  const seen = new Set<string>();
  for (const order of bootOrders(domain.devices)) {
    if (seen.has(order)) throw unsupported(`boot order '${order}' used for more than one device`);
    seen.add(order);
  }
}

function checkAliases(domain: DomainDefinition): void {
  const seen = new Set<string>();
  for (const one of Object.values(domain.devices).flat()) {
    if (one.name === "console") continue;
    const name = attribute(childNamed(one, "alias"), "name");
    if (name === undefined) continue;
    if (seen.has(name)) throw unsupported(`non unique alias detected: ${name}`);
    seen.add(name);
  }
}

function checkDiskTargets(disks: readonly XmlElement[]): void {
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

function checkControllers(controllers: readonly XmlElement[]): void {
  const seen = new Set<string>();
  for (const one of controllers) {
    const [type, index] = [attribute(one, "type"), attribute(one, "index")];
    const key = `${type}:${index}`;
    if (seen.has(key) && type !== "usb")
      throw invalidDomain(`Multiple '${type}' controllers with index '${index}'`);
    seen.add(key);
  }
}

function checkVideo(cards: readonly XmlElement[]): void {
  const none = cards.some((one) => attribute(childNamed(one, "model"), "type") === "none");
  if (none && cards.length > 1) {
    throw unsupported("a 'none' video type must be the only video device defined for the domain");
  }
}

/** Only a host device may be left without a place in the guest. */
function checkAddressTypes(domain: DomainDefinition): void {
  for (const one of Object.values(domain.devices).flat()) {
    if (one.name !== "hostdev" && addressType(one) === "unassigned") {
      throw unsupported("address of type 'unassigned' is supported only for hostdevs");
    }
  }
}

function checkAudio(domain: DomainDefinition): void {
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
function checkUsb(domain: DomainDefinition): void {
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

function checkPanics(panics: readonly XmlElement[]): void {
  const seen = new Set<string>();
  for (const one of panics) {
    const model = attribute(one, "model") ?? "default";
    if (seen.has(model)) throw invalidDomain(`Multiple panic devices with model '${model}'`);
    seen.add(model);
  }
}

function checkConsoles(consoles: readonly XmlElement[]): void {
  for (const one of consoles.slice(1)) {
    if (attribute(childNamed(one, "target"), "type") === "serial") {
      throw unsupported("Only the first console can be a serial port");
    }
  }
}

const PLACE = ["controller", "bus", "target", "unit"];

/** Two disks of one bus, or a disk and a SCSI host device, in the same place. */
function checkDriveAddresses(domain: DomainDefinition): void {
  const { disk, hostdev } = domain.devices;
  const place = (one: XmlElement) =>
    PLACE.map((name) => `${name}='${attribute(childNamed(one, "address"), name)}'`).join(" ");
  const taken = new Set<string>();
  for (const one of disk.filter((each) => addressType(each) === "drive")) {
    const bus = attribute(childNamed(one, "target"), "bus");
    const key = `${bus} ${place(one)}`;
    if (taken.has(key)) {
      throw unsupported(
        `Found duplicate drive address for disk with target name '${diskTarget(one)}' ${place(one)}`,
      );
    }
    taken.add(key);
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

/** CPUs, I/O threads and cells that others name must be there. */
function checkThreads(domain: DomainDefinition): void {
  const { cpu, cputune, iothreads, iothreadids, numatune } = domain.sections;
  if (highestNumaCpu(cpu?.[0]) >= domain.maxVcpus)
    throw internal("CPU IDs in <numa> exceed the <vcpu> count");
  const tune = cputune?.[0] ?? element("cputune");
  for (const one of childrenNamed(tune, "vcpusched")) {
    const id = Number(attribute(one, "vcpus"));
    if (id >= domain.maxVcpus) throw unsupported(`vCPU '${id}' is not present in domain definition`);
  }
  const count = Number(textOf(iothreads?.[0]) || 0);
  const named = childrenNamed(iothreadids?.[0] ?? element("none"), "iothread").map((one) =>
    attribute(one, "id"),
  );
  const known = new Set(
    named.length > 0 ? named : Array.from({ length: count }, (_, index) => String(index + 1)),
  );
  const used = [
    ...childrenNamed(tune, "iothreadpin").map((one) => attribute(one, "iothread")),
    ...childrenNamed(tune, "iothreadsched").map((one) => attribute(one, "iothreads")),
  ];
  for (const id of used) {
    if (!known.has(id)) throw unsupported(`Cannot find 'iothread' : ${id}`);
  }
  if (numaMemoryKiB(cpu?.[0]) === undefined && childNamed(numatune?.[0], "memnode")) {
    throw invalidDomain("Element 'memnode' is invalid without any guest NUMA cells");
  }
  const hasCells = numaMemoryKiB(cpu?.[0]) !== undefined;
  if (!hasCells && domain.devices.memory.some((one) => childNamed(childNamed(one, "target"), "node"))) {
    throw domainDetail("can't add memory backend as guest has no NUMA nodes configured");
  }
}
