/** Checks of a whole definition, after everything was read and completed, in the order in which libvirt refuses. */
import { invalidDomain, unsupported } from "../refusal.js";
import { attribute, childNamed } from "../xml-tree.js";
import {
  checkAddressTypes,
  checkAudio,
  checkConsoles,
  checkControllers,
  checkDiskTargets,
  checkDriveAddresses,
  checkIommu,
  checkPanics,
  checkUsb,
  checkVhostUser,
  checkVideo,
} from "./check-devices.js";
import { checkThreads } from "./check-threads.js";
import type { DomainDefinition } from "./definition.js";
import { addressType } from "./devices/address.js";
import { checkCharacterSource } from "./devices/character.js";
import { checkDisk } from "./devices/disk-check.js";
import { checkBus } from "./devices/input.js";
import { bootOrders } from "./devices.js";

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
  for (const list of [
    devices.serial,
    devices.parallel,
    devices.console,
    devices.channel,
    devices.redirdev,
    devices.smartcard,
  ]) {
    for (const one of list) checkCharacterSource(one);
  }
  checkVideo(devices.video);
  for (const one of devices.input) checkBus(one, domain);
  checkUsb(domain);
  checkPanics(devices.panic);
  for (const one of devices.smartcard) {
    if (!["ccid", undefined].includes(addressType(one))) {
      throw unsupported("Controllers must use the 'ccid' address type");
    }
  }
  checkConsoles(devices.console);
  checkVhostUser(devices.interface);
  checkIommu(domain);
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
