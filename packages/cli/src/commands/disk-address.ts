// Addresses of devices as users write them: `pci:0000.00.0a.0`, `usb:0.0`, `scsi:0.0.0`, `ide:0.0.0`, `sata:0.0.0`,
// `ccw:0xfe.0.0000`.

import { Failure } from "../failure.js";

type Address = Readonly<Record<string, string>>;

/** Numbers between any one character, as libvirt's tools read them. */
function numbers(text: string, count: number, base: 10 | 16): number[] | undefined {
  const digits = base === 16 ? "(?:0[xX])?[0-9a-fA-F]+" : "[0-9]+";
  const pattern = new RegExp(`^${Array.from({ length: count }, () => `(${digits})`).join(".")}$`, "s");
  const match = pattern.exec(text);
  return match?.slice(1).map((part) => Number.parseInt(part, base));
}

const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, "0")}`;

const invalid = () => new Failure("Invalid address.");

export function pciAddress(text: string): readonly [number, number, number, number] | undefined {
  const found = numbers(text, 4, 16);
  return found as [number, number, number, number] | undefined;
}

function pci(text: string, multifunction: boolean): Address {
  const found = pciAddress(text);
  if (found === undefined) throw invalid();
  const [domain, bus, slot, func] = found;
  return {
    type: "pci",
    domain: hex(domain, 4),
    bus: hex(bus, 2),
    slot: hex(slot, 2),
    function: hex(func, 1),
    ...(multifunction && { multifunction: "on" }),
  };
}

function ccw(text: string): Address {
  const found = numbers(text, 3, 16);
  if (found === undefined) throw invalid();
  return { type: "ccw", cssid: hex(found[0]!, 2), ssid: hex(found[1]!, 1), devno: hex(found[2]!, 4) };
}

function usb(text: string): Address {
  const found = numbers(text, 2, 10);
  if (found === undefined) throw invalid();
  return { type: "usb", bus: String(found[0]), port: String(found[1]) };
}

function drive(text: string): Address {
  const found = numbers(text, 3, 10);
  if (found === undefined) throw invalid();
  const [controller, bus, unit] = found.map(String);
  return { type: "drive", controller: controller!, bus: bus!, unit: unit! };
}

/** The kind of address has to suit the kind of disk, which the name of its target tells. */
export function diskAddress(text: string, target: string, multifunction: boolean): Address {
  const [kind, rest] = [text.slice(0, Math.max(0, text.indexOf(":"))), text.slice(text.indexOf(":") + 1)];
  const readers: Readonly<Record<string, () => Address>> = {
    pci: () => pci(rest, multifunction),
    ccw: () => ccw(rest),
    usb: () => usb(rest),
    scsi: () => drive(rest),
    ide: () => drive(rest),
    sata: () => drive(rest),
  };
  if (!Object.hasOwn(readers, kind)) throw invalid();
  const address = readers[kind]!();
  const expected: readonly (readonly [prefix: string, kinds: readonly string[], words: string])[] = [
    ["vd", ["pci", "ccw"], "expecting a pci:0000.00.00.00 or ccw:00.0.0000 address."],
    ["sd", ["scsi", "usb", "sata"], "expecting a scsi:00.00.00 or usb:00.00 or sata:00.00.00 address."],
    ["hd", ["ide"], "expecting an ide:00.00.00 address."],
  ];
  const rule = expected.find(([prefix]) => target.startsWith(prefix));
  if (rule !== undefined && !rule[1].includes(kind)) throw new Failure(rule[2]);
  return address;
}
