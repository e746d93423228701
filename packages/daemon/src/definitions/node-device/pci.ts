/** A PCI device: its address, its maker, its virtual functions, and how fast its link is. */

import { checkPci } from "../domain/devices/address.js";
import { Limit, parseInteger } from "../integer.js";
import { type ChildRule, each, type ShapeParts, shape, type ValueRule } from "../shape.js";
import { choice, number, required } from "../values.js";
import { attribute, childNamed, childrenNamed, element } from "../xml-tree.js";
import { childText, identity, internal, invalid, ownerOf, readInOrder, requiredNumber } from "./fields.js";
import { mdevTypes } from "./mdev.js";
import { vpd } from "./vpd.js";

const hexadecimal =
  (digits: number): ValueRule =>
  (value, at) =>
    number({ base: 0, hexDigits: digits })(value, at) ?? `0x${"0".repeat(digits)}`;

const addressParts: ShapeParts = {
  attributes: { domain: hexadecimal(4), bus: hexadecimal(2), slot: hexadecimal(2), function: hexadecimal(1) },
  finish(made) {
    // One at zero names no device, and may have any function.
    const named = ["domain", "bus", "slot"].some((name) => Number(attribute(made, name)) !== 0);
    if (named) checkPci(made);
    // libvirt writes the function in decimal digits behind 0x.
    made.attributes.set("function", `0x${Number(attribute(made, "function"))}`);
    return made;
  },
};
export const pciAddress = shape("address", addressParts);

const deviceClass: ChildRule = (parent, context) => {
  const text = childText(parent, "class");
  if (text === undefined) return [];
  const value = parseInteger(text, Limit.int, 16);
  if (value === undefined || value > 0xffffffn)
    throw internal(`invalid PCI class supplied for '${ownerOf(context)}'`);
  return value < 0n ? [] : [element("class", {}, [`0x${value.toString(16).padStart(6, "0")}`])];
};

/** The last `<capability>` of that type, with what `made` finds in it. */
const capabilityOf =
  (type: string, parts: ShapeParts): ChildRule =>
  (parent, context) => {
    const rule = shape("capability", {
      ...parts,
      attributes: { type: () => type, ...parts.attributes },
    });
    return childrenNamed(parent, "capability")
      .filter((one) => attribute(one, "type") === type)
      .flatMap((one) => rule.apply(one, context) ?? [])
      .slice(-1);
  };

const physicalFunction = capabilityOf("phys_function", {
  children: [
    (parent, context) => {
      const from = childNamed(parent, "address");
      if (from === undefined) throw invalid("Missing address in 'phys_function' capability");
      return [pciAddress.apply(from, context)!];
    },
  ],
});

const virtualFunctions = capabilityOf("virt_functions", {
  attributes: {
    maxCount(text) {
      if (!text) return undefined;
      const count = parseInteger(text, Limit.unsignedInt);
      if (count === undefined) throw invalid("Malformed 'maxCount' parameter");
      return count === 0n ? undefined : count.toString();
    },
  },
  children: [each(pciAddress)],
});

/** What its configuration space looks like; that of an endpoint goes without saying. */
const HEADERS: ReadonlySet<string | undefined> = new Set(["pci-bridge", "cardbus-bridge"]);
const header: ChildRule = (parent) => {
  const type = childrenNamed(parent, "capability")
    .map((one) => attribute(one, "type"))
    .find((one) => HEADERS.has(one));
  return type === undefined ? [] : [element("capability", { type })];
};

/** Whatever else a capability says, it has a type. */
const requireTypes: ChildRule = (parent) => {
  for (const one of childrenNamed(parent, "capability")) {
    if (!one.attributes.has("type")) throw invalid("Missing capability type");
  }
  return [];
};

const iommuGroup = shape("iommuGroup", {
  attributes: { number: required(number()) },
  children: [each(pciAddress)],
  finish: (made) => (made.children.length === 0 ? undefined : made),
});

const numa: ChildRule = (parent, context) => {
  const text = attribute(childNamed(parent, "numa"), "node");
  if (!text) return [];
  const node = parseInteger(text, Limit.int);
  if (node === undefined) throw internal(`invalid NUMA node ID supplied for '${ownerOf(context)}'`);
  return node < 0n ? [] : [element("numa", { node })];
};

/** Gigatransfers each second. */
const SPEEDS = ["2.5", "5", "8", "16", "32", "64"];
const link = shape("link", {
  attributes: {
    validity: (value) => value,
    port(value, at) {
      const port = number({ range: Limit.int, expected: " Expected integer value" })(value, at);
      return port === undefined || Number(port) < 0 ? undefined : port;
    },
    speed: choice(["", ...SPEEDS], { hidden: "" }),
    width: required(number({ base: 0 })),
  },
});

const pciExpress = shape("pci-express", {
  flag: true,
  children: ["cap", "sta"].map(
    (validity): ChildRule =>
      (parent, context) => {
        const from = childrenNamed(parent, "link").find((one) => attribute(one, "validity") === validity);
        return from === undefined ? [] : [link.apply(from, context)!];
      },
  ),
});

export const pci = shape("capability", {
  attributes: { type: () => "pci" },
  children: [
    deviceClass,
    requiredNumber("domain", "PCI domain ID", { signed: true }),
    requiredNumber("bus", "PCI bus ID"),
    requiredNumber("slot", "PCI slot ID"),
    requiredNumber("function", "PCI function ID"),
    readInOrder([2, identity("vendor", "PCI vendor ID")], [1, identity("product", "PCI product ID")]),
    requireTypes,
    physicalFunction,
    virtualFunctions,
    header,
    mdevTypes,
    vpd,
    iommuGroup,
    numa,
    pciExpress,
  ],
});
