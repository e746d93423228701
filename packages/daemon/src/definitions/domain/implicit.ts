/**
 * What libvirt adds to a definition by itself: bus and address of disks, the controllers that addresses imply,
 * numbers of ports, consoles for serial ports, a video card for a screen, names of interfaces.
 */
import { MAX_DEVICES } from "../limits.js";
import { invalidDomain, unsupported } from "../refusal.js";
import { attribute, childNamed, cloneElement, element, setChild, type XmlElement } from "../xml-tree.js";
import type { DomainDefinition } from "./definition.js";
import { addressType, driveAddress } from "./devices/address.js";
import { diskBus, diskTarget } from "./devices/disk.js";
import { busOfTarget, diskIndex } from "./devices/disk-target.js";
import { nameInterfaces } from "./devices/interface.js";

import { choosePrimary, completeVideo } from "./devices/video.js";

export function addImplicit(domain: DomainDefinition): void {
  const { devices } = domain;
  for (const one of devices.disk) completeDisk(one);
  addConsoles(domain);
  numberPorts(domain);
  addVideo(domain);
  numberControllers(domain);
  for (const one of devices.disk) addressDisk(one);
  addressHostdevs(domain);
  addressSmartcards(domain);
  addControllers(domain);
  nameInterfaces(devices.interface);
}

/** Fills in the bus that the name implies, and what follows from the kind of disk. */
function completeDisk(disk: XmlElement): void {
  const device = attribute(disk, "device")!;
  const target = childNamed(disk, "target")!;
  const { dev, bus, ...rest } = Object.fromEntries(target.attributes);
  const name = dev!.startsWith("ioemu:") ? dev!.slice("ioemu:".length) : dev!;
  if (rest.tray === "closed") delete rest.tray;
  setChild(disk, "target", element("target", { dev: name, bus: bus ?? busOfTarget(name, device), ...rest }));
  if (device === "cdrom" && !childNamed(disk, "readonly"))
    insertAfter(disk, ["iotune", "target"], element("readonly"));
  if (attribute(disk, "type") === "vhostuser" && !disk.attributes.has("snapshot"))
    disk.attributes.set("snapshot", "no");
}

function insertAfter(parent: XmlElement, names: readonly string[], child: XmlElement): void {
  const at = parent.children.findLastIndex((node) => node.kind === "element" && names.includes(node.name));
  parent.children.splice(at + 1, 0, child);
}

/** How many units and buses a controller of each bus has; what is not here has no drive addresses. */
const GEOMETRY: Readonly<Record<string, { units: number; buses: number }>> = {
  scsi: { units: 7, buses: 1 },
  ide: { units: 2, buses: 2 },
  fdc: { units: 2, buses: 1 },
  sata: { units: 6, buses: 1 },
};

/** A disk's place follows from its name: `hdc` is the first unit of the second bus of the first controller. */
function addressDisk(disk: XmlElement): void {
  const bus = diskBus(disk);
  if (childNamed(disk, "address")) return;
  const name = diskTarget(disk);
  const index = diskIndex(name);
  if (index === undefined) throw invalidDomain(`Unknown disk name '${name}' and no address specified`);
  const geometry = GEOMETRY[bus];
  if (!geometry) return;
  const { units, buses } = geometry;
  const controller = Math.floor(index / (units * buses));
  const address = driveAddress(controller, Math.floor(index / units) % buses, 0, index % units);
  disk.children.push(address);
}

function addressHostdevs(domain: DomainDefinition): void {
  const taken = new Set<string>();
  const key = (address: XmlElement | undefined) =>
    ["controller", "bus", "target", "unit"].map((name) => attribute(address, name) ?? "0").join(":");
  const scsi = domain.devices.hostdev.filter((one) => attribute(one, "type") === "scsi");
  for (const one of [...domain.devices.disk.filter((disk) => diskBus(disk) === "scsi"), ...scsi]) {
    if (addressType(one) === "drive") taken.add(key(childNamed(one, "address")));
  }
  for (const one of scsi) {
    if (childNamed(one, "address")) continue;
    for (let controller = 0, found = false; !found; controller++) {
      for (let unit = 0; unit < 7 && !found; unit++) {
        const address = driveAddress(controller, 0, 0, unit);
        if (taken.has(key(address))) continue;
        taken.add(key(address));
        one.children.push(address);
        found = true;
      }
    }
  }
}

/** A card goes to the first reader: the one that is there, or the first that will be. */
function addressSmartcards(domain: DomainDefinition): void {
  const { smartcard: cards } = domain.devices;
  const taken = new Set(cards.map((one) => attribute(childNamed(one, "address"), "slot")));
  let slot = 0;
  for (const one of cards) {
    if (childNamed(one, "address")) continue;
    while (taken.has(String(slot))) slot++;
    taken.add(String(slot));
    one.children.push(element("address", { type: "ccid", controller: 0, slot }));
  }
}

/** The first serial port is a console too, and a first console of that kind is a serial port. */
function addConsoles(domain: DomainDefinition): void {
  const { console: consoles, serial } = domain.devices;
  const kind = (one: XmlElement | undefined) => attribute(childNamed(one, "target"), "type");
  if (domain.osType !== "hvm") return;
  if (
    consoles.length > 0 &&
    ["serial", "none"].includes(kind(consoles[0]) ?? "serial") &&
    serial.length === 0
  ) {
    const copy = cloneElement(consoles[0]!);
    serial.push({ ...copy, name: "serial" });
    placeTarget(serial[0]!, element("target", { port: 0 }));
  } else if (consoles.length === 0 && serial.length > 0 && isPlainSerial(serial[0]!)) {
    consoles.push(element("console"));
  }
}

const isPlainSerial = (one: XmlElement): boolean => {
  const type = attribute(childNamed(one, "target"), "type");
  return type === undefined || type === "isa-serial" || type === "system-serial";
};

/** Ports that nobody numbered: a serial one comes after the highest of all, a parallel one after those before it. */
function numberPorts(domain: DomainDefinition): void {
  const { serial, parallel } = domain.devices;
  numberList(serial, Math.max(-1, ...serial.map(portOf)));
  numberList(parallel, -1);
  numberConsoles(domain);
}

const portOf = (one: XmlElement): number => Number(attribute(childNamed(one, "target"), "port") ?? -1);

function numberList(list: readonly XmlElement[], start: number): void {
  let highest = start;
  for (const one of list) {
    const target = childNamed(one, "target");
    if (target?.attributes.has("port")) {
      highest = Math.max(highest, portOf(one));
      continue;
    }
    highest++;
    const made = {
      ...element("target", { type: attribute(target, "type"), port: highest }),
      children: target?.children ?? [],
    };
    placeTarget(one, made);
  }
}

/** Puts a target in its place: where one was, else before what says where the device sits. */
function placeTarget(one: XmlElement, target: XmlElement): void {
  if (childNamed(one, "target")) return setChild(one, "target", target);
  const at = one.children.findIndex(
    (node) => node.kind === "element" && ["alias", "acpi", "address"].includes(node.name),
  );
  one.children.splice(at < 0 ? one.children.length : at, 0, target);
}

/** Consoles are numbered by their place; the first one repeats the serial port it stands for. */
function numberConsoles(domain: DomainDefinition): void {
  const { console: consoles, serial } = domain.devices;
  consoles.forEach((one, index) => {
    const type = attribute(childNamed(one, "target"), "type") ?? "serial";
    if (index === 0 && (type === "serial" || type === "none") && serial[0]) {
      const copy = cloneElement(serial[0]);
      const port = attribute(childNamed(copy, "target"), "port");
      placeTarget(copy, element("target", { type: "serial", port }));
      consoles[0] = { ...copy, name: "console" };
      return;
    }
    placeTarget(one, element("target", { type, port: index }));
  });
}

/** A screen needs a card to draw on. */
function addVideo(domain: DomainDefinition): void {
  const { graphics, video } = domain.devices;
  if (graphics.length > 0 && video.length === 0)
    video.push(element("video", {}, [element("model", { type: "default" })]));
  completeVideo(video, { type: domain.type, osType: domain.osType, arch: domain.arch });
  choosePrimary(video);
}

/** Controllers without an index get the first free one of their type. */
function numberControllers(domain: DomainDefinition): void {
  const { controller: controllers } = domain.devices;
  for (const one of controllers) {
    if (one.attributes.has("index")) continue;
    const used = new Set(
      controllers
        .filter((other) => attribute(other, "type") === attribute(one, "type"))
        .map((other) => attribute(other, "index")),
    );
    let index = 0;
    while (used.has(String(index))) index++;
    const { type, ...rest } = Object.fromEntries(one.attributes);
    one.attributes.clear();
    for (const [name, value] of Object.entries(element("controller", { type, index, ...rest }).attributes))
      void [name, value];
    for (const [name, value] of element("controller", { type, index, ...rest }).attributes)
      one.attributes.set(name, value);
  }
}

/** The controllers that the addresses of devices imply, from the first to the highest. */
function addControllers(domain: DomainDefinition): void {
  const { devices } = domain;
  const drives = (list: readonly XmlElement[], bus: string) =>
    list.filter((one) => diskBus(one) === bus && addressType(one) === "drive").map(controllerOf);
  const scsiHostdevs = devices.hostdev.filter((one) => attribute(one, "type") === "scsi").map(controllerOf);
  ensure(domain, "scsi", Math.max(...drives(devices.disk, "scsi"), ...scsiHostdevs, -1));
  ensure(domain, "fdc", Math.max(...drives(devices.disk, "fdc"), -1));
  ensure(domain, "ide", Math.max(...drives(devices.disk, "ide"), -1));
  ensure(domain, "sata", Math.max(...drives(devices.disk, "sata"), -1));
  addVirtioSerial(domain);
  for (const one of devices.smartcard.filter((card) => addressType(card) === "ccid")) {
    ensureOne(domain, "ccid", controllerOf(one));
  }
}

const controllerOf = (one: XmlElement): number =>
  Number(attribute(childNamed(one, "address"), "controller") ?? -1);

function addVirtioSerial(domain: DomainDefinition): void {
  const { channel, console: consoles } = domain.devices;
  const isVirtio = (one: XmlElement) => attribute(childNamed(one, "target"), "type") === "virtio";
  for (const one of [...channel, ...consoles].filter(isVirtio)) {
    const index = addressType(one) === "virtio-serial" ? controllerOf(one) : 0;
    ensureOne(domain, "virtio-serial", Math.max(index, 0));
  }
}

function ensure(domain: DomainDefinition, type: string, highest: number): void {
  if (highest >= MAX_DEVICES) {
    throw unsupported(
      `${type} controller index ${highest} is higher than the ${MAX_DEVICES} that are supported`,
    );
  }
  for (let index = 0; index <= highest; index++) ensureOne(domain, type, index);
}

function ensureOne(domain: DomainDefinition, type: string, index: number): void {
  const { controller: controllers } = domain.devices;
  const there = controllers.some(
    (one) => attribute(one, "type") === type && attribute(one, "index") === String(index),
  );
  if (!there) controllers.push(element("controller", { type, index }));
}
