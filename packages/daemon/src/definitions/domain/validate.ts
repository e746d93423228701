/** Checks of a whole definition, after everything was read and completed. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { invalidDomain, refuse, unsupported } from "../refusal.js";
import { attribute, childNamed, type XmlElement } from "../xml-tree.js";
import type { DomainDefinition } from "./definition.js";
import { checkCharacterSource } from "./devices/character.js";
import { diskBus, diskTarget } from "./devices/disk.js";
import { sourceName } from "./devices/disk-source.js";
import { checkTarget } from "./devices/disk-target.js";
import { bootOrders } from "./devices.js";

export function validateDomain(domain: DomainDefinition): void {
  const { devices } = domain;
  checkBootOrders(domain);
  checkAliases(domain);
  for (const one of devices.disk) checkDisk(one);
  checkDiskTargets(devices.disk);
  checkControllers(devices.controller);
  for (const list of [devices.serial, devices.parallel, devices.console, devices.channel, devices.redirdev]) {
    for (const one of list) checkCharacterSource(one);
  }
  checkVideo(devices.video);
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

const REMOVABLE = ["cdrom", "floppy"];

function checkDisk(disk: XmlElement): void {
  const device = attribute(disk, "device")!;
  const target = diskTarget(disk);
  const type = attribute(disk, "type")!;
  checkTarget(target, device, diskBus(disk));
  const mayBeEmpty = REMOVABLE.includes(device) || type === "volume" || type === "nvme";
  if (!mayBeEmpty && sourceName(disk) === undefined && !isNamelessProtocol(disk)) {
    throw refuse(ErrorDomain.domain, ErrorCode.noSource, target);
  }
  const policy = attribute(childNamed(disk, "source"), "startupPolicy");
  if (policy === "requisite" && !REMOVABLE.includes(device)) {
    throw invalidDomain("disk startupPolicy 'requisite' is allowed only for cdrom or floppy");
  }
}

const isNamelessProtocol = (disk: XmlElement): boolean =>
  attribute(childNamed(disk, "source"), "protocol") === "nbd";

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
