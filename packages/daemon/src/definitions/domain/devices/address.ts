/** `<address>`: where a device sits on its bus. One table entry for each of libvirt's address types. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../../integer.js";
import { internal, invalidDomain, refuse, unsupported } from "../../refusal.js";
import { type ChildRule, type ParseContext, type ShapeParts, shape } from "../../shape.js";
import { number, onOff, required, withDefault } from "../../values.js";
import { attribute, childNamed, element, type XmlElement } from "../../xml-tree.js";

const plain = withDefault("0", number());
const hexadecimal = (digits: number) =>
  withDefault(`0x${"0".repeat(digits)}`, number({ base: 0, hexDigits: digits }));
const optionalHex = (digits: number, range = Limit.unsignedInt as readonly [bigint, bigint]) =>
  number({ base: 0, hexDigits: digits, range });

/** Hexadecimal with or without the prefix. */
const bareHex = (digits: number, hideZero = false) =>
  number({ base: 16, hexDigits: digits, range: Limit.unsignedLongLong, hideZero });

/** domain, bus, slot and function of a PCI address, also where it names a device of the host. */
export const pciAttributes = {
  domain: hexadecimal(4),
  bus: hexadecimal(2),
  slot: hexadecimal(2),
  function: hexadecimal(1),
} as const;

export const zpci = shape("zpci", {
  attributes: { uid: hexadecimal(4), fid: hexadecimal(8) },
  finish: (made, from) => (from.attributes.has("uid") || from.attributes.has("fid") ? made : undefined),
});

const addressRefusal = (detail: string) => refuse(ErrorDomain.none, ErrorCode.xmlError, detail);
const deviceInternal = (detail: string) => refuse(ErrorDomain.device, ErrorCode.internalError, detail);

/** The limits of a PCI address as libvirt words them; an address of zeros is no address. */
export function checkPci(made: XmlElement): XmlElement {
  const read = (name: string) => Number(attribute(made, name) ?? 0);
  const [bus, slot, fn] = [read("bus"), read("slot"), read("function")];
  const show = (value: number) => `0x${value.toString(16)}`;
  if (bus > 0xff) throw addressRefusal(`Invalid PCI address bus='${show(bus)}', must be <= 0xFF`);
  if (slot > 0x1f) throw addressRefusal(`Invalid PCI address slot='${show(slot)}', must be <= 0x1F`);
  if (fn > 7) throw addressRefusal(`Invalid PCI address function=${show(fn)}, must be <= 7`);
  return made;
}

const USB_PORT = /^[0-9]+(?:\.[0-9]+){0,3}$/;

const TYPES: Readonly<Record<string, ShapeParts>> = {
  pci: {
    attributes: { ...pciAttributes, multifunction: onOff },
    children: [zpci],
    finish(made) {
      checkPci(made);
      // The host bridge sits at zero: such an address means none at all.
      const zero = ["domain", "bus", "slot"].every((name) => Number(attribute(made, name)) === 0);
      if (zero) for (const name of ["domain", "bus", "slot", "function"]) made.attributes.delete(name);
      return made;
    },
  },
  drive: {
    attributes: {
      controller: plain,
      bus: plain,
      target: plain,
      unit: withDefault("0", number({ range: Limit.unsignedLongLong })),
    },
  },
  "virtio-serial": { attributes: { controller: plain, bus: plain, port: plain } },
  ccid: { attributes: { controller: plain, slot: plain } },
  usb: {
    attributes: { bus: plain, port: (value) => value },
  },
  "spapr-vio": { attributes: { reg: bareHex(8) } },
  ccw: {
    attributes: { cssid: optionalHex(1), ssid: optionalHex(1), devno: optionalHex(4) },
    finish(made) {
      if (made.attributes.size === 0)
        return element("address", { cssid: "0x0", ssid: "0x0", devno: "0x0000" });
      if (made.attributes.size < 3)
        throw deviceInternal("Invalid partial specification for virtio ccw address");
      return checkCcw(made);
    },
  },
  isa: { attributes: { iobase: bareHex(1, true), irq: bareHex(1, true) } },
  dimm: { attributes: { slot: required(number()), base: bareHex(1) } },
  "virtio-mmio": {},
  unassigned: {},
};

function checkCcw(made: XmlElement): XmlElement {
  const [cssid, ssid, devno] = ["cssid", "ssid", "devno"].map((name) =>
    parseInteger(made.attributes.get(name)!, Limit.unsignedInt, 0),
  );
  if (cssid! > 0xfen || ssid! > 3n || devno! > 0xffffn) {
    const shown = `cssid='0x${cssid!.toString(16)}' ssid='0x${ssid!.toString(16)}' devno='0x${devno!.toString(16).padStart(4, "0")}'`;
    throw deviceInternal(`Invalid specification for virtio ccw address: ${shown}`);
  }
  return made;
}

const SHAPES = Object.fromEntries(
  Object.entries(TYPES).map(([type, parts]) => [type, shape("address", { flag: true, ...parts })]),
);

export function parseAddress(from: XmlElement, context: ParseContext): XmlElement {
  const type = attribute(from, "type");
  if (type === undefined) throw internal("No type specified for device address");
  if (type === "virtio-s390") throw invalidDomain("virtio-s390 bus doesn't have an address");
  const read = Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined;
  if (!read) throw unsupported(`unknown address type '${type}'`);
  const port = attribute(from, "port");
  if (type === "usb" && port !== undefined && !USB_PORT.test(port)) {
    throw deviceInternal("Cannot parse <address> 'port' attribute");
  }
  const made = read.apply(from, context)!;
  return { ...made, attributes: new Map([["type", type], ...made.attributes]) };
}

export const address: ChildRule = (parent, context) => {
  const from = childNamed(parent, "address");
  return from ? [parseAddress(from, context)] : [];
};

/** The type of the address a device has got so far. */
export const addressType = (device: XmlElement): string | undefined =>
  attribute(childNamed(device, "address"), "type");

export const driveAddress = (controller: number, bus: number, target: number, unit: number): XmlElement =>
  element("address", { type: "drive", controller, bus, target, unit });

/** `<zpci>` and friends aside, the same for a device of the host: no type, always complete. */
export const hostPciAddress = shape("address", { attributes: pciAttributes, finish: checkPci });
