/** Where a device is, as a guest finds it. */
import { attribute, childNamed, type XmlElement } from "../../xml-tree.js";
import { differs } from "./trait.js";

const hex = (value: string | undefined, digits: number) =>
  Number(value ?? 0)
    .toString(16)
    .padStart(digits, "0");

const read = (address: XmlElement, ...names: readonly string[]) =>
  names.map((name) => attribute(address, name));

function pci(address: XmlElement): string {
  const [domain, bus, slot, fn] = read(address, "domain", "bus", "slot", "function");
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${Number(fn ?? 0)}`;
}

const numbers =
  (...names: readonly string[]) =>
  (address: XmlElement): string =>
    read(address, ...names)
      .map((value) => Number(value ?? 0))
      .join(":");

interface Kind {
  readonly what: string;
  readonly show: (address: XmlElement) => string;
  /** What stands between the place and the rest: libvirt forgot a blank. */
  readonly gap?: string;
}

/** The kinds of addresses that libvirt compares. */
const KINDS: Readonly<Record<string, Kind>> = {
  pci: { what: "PCI address", show: pci, gap: "" },
  drive: { what: "drive address", show: numbers("controller", "bus", "unit") },
  "virtio-serial": { what: "virtio serial address", show: numbers("controller", "bus", "port") },
  ccid: { what: "ccid address", show: numbers("controller", "slot") },
  isa: { what: "isa address", show: numbers("iobase", "irq") },
};

const kindOf = (address: XmlElement | undefined) => attribute(address, "type") ?? "none";

export function comparePlaces(source: XmlElement, target: XmlElement): void {
  const [from, to] = [childNamed(source, "address"), childNamed(target, "address")];
  if (kindOf(from) !== kindOf(to))
    throw differs(`Target device address type ${kindOf(to)} does not match source ${kindOf(from)}`);
  const kind = KINDS[kindOf(from)];
  if (kind !== undefined && from !== undefined && to !== undefined) {
    const { what, show, gap = " " } = kind;
    if (show(from) !== show(to))
      throw differs(`Target device ${what} ${show(to)}${gap}does not match source ${show(from)}`);
  }
  const index = (device: XmlElement) => attribute(childNamed(device, "acpi"), "index") ?? "0";
  if (index(source) !== index(target))
    throw differs(`Target ACPI index '${index(target)}' does not match source '${index(source)}'`);
}
