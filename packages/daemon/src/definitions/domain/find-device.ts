/** Devices as callers of the API name them. */
import { attribute, childNamed, type XmlElement } from "../xml-tree.js";
import type { DomainDefinition } from "./definition.js";
import { diskTarget } from "./devices/disk.js";

/** Where the data of a disk lies; undefined when nothing is in the drive. */
export function diskPath(disk: XmlElement): string | undefined {
  const source = childNamed(disk, "source");
  return (
    attribute(source, "file") ??
    attribute(source, "dev") ??
    attribute(source, "dir") ??
    attribute(source, "name")
  );
}

/** A drive without medium. Volumes and network disks have one even where no path names it. */
export function isEmptyDisk(disk: XmlElement): boolean {
  const local = ["file", "block", "dir"].includes(attribute(disk, "type") ?? "file");
  return local && diskPath(disk) === undefined;
}

/**
 * By the name of its target ("vda") or, when `name` begins with a slash, by the path of its source. Where several
 * disks have that source, the first one is meant, or, unless `ambiguous`, none.
 */
export function findDisk(
  { devices }: DomainDefinition,
  name: string,
  { ambiguous }: { readonly ambiguous: boolean },
): XmlElement | undefined {
  if (!name.startsWith("/")) return devices.disk.find((disk) => diskTarget(disk) === name);
  const matching = devices.disk.filter((disk) => diskPath(disk) === name);
  return ambiguous || matching.length === 1 ? matching[0] : undefined;
}

export const interfaceName = (one: XmlElement): string | undefined =>
  attribute(childNamed(one, "target"), "dev");
export const interfaceMac = (one: XmlElement): string | undefined =>
  attribute(childNamed(one, "mac"), "address");

const isMac = (text: string) => /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text);
const macKey = (text: string) =>
  text
    .split(":")
    .map((part) => part.toLowerCase().padStart(2, "0"))
    .join(":");

/** By MAC address, or by the name that the host gives it. */
export function findInterface({ devices }: DomainDefinition, device: string): XmlElement | undefined {
  if (!isMac(device)) return devices.interface.find((one) => interfaceName(one) === device);
  const key = macKey(device);
  return devices.interface.find((one) => macKey(interfaceMac(one) ?? "") === key);
}
