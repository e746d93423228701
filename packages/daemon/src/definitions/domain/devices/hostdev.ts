/** `<hostdev>`: devices of the host given to the guest, by mode and type. */
import { Limit } from "../../integer.js";
import { domainDetail, internal, invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, each, present, type ShapeParts, shape, textElement } from "../../shape.js";
import { choice, number, onOff, required, string, uuid, withDefault, yesNo } from "../../values.js";
import { attribute, childNamed, type XmlElement } from "../../xml-tree.js";
import { hostPciAddress } from "./address.js";
import { bootableInfo } from "./common.js";
import { ips, routes } from "./ip.js";
import { auth, host, initiator } from "./source-host.js";

const hexId = number({ base: 0, hexDigits: 4 });
const startupPolicy = choice(["mandatory", "requisite", "optional"], { hidden: "default" });

const usbAddress = shape("address", {
  attributes: { bus: number({ base: 0 }), device: number({ base: 0 }) },
});
const vendor = shape("vendor", { attributes: { id: required(hexId) } });
const product = shape("product", { attributes: { id: required(hexId) } });

const usbSource = shape("source", {
  attributes: {
    startupPolicy,
    autoAddress: () => undefined,
    guestReset: choice(["off", "uninitialized", "on"]),
  },
  children: [vendor, product, usbAddress],
  finish(made) {
    const [hasVendor, hasProduct] = [childNamed(made, "vendor"), childNamed(made, "product")];
    if (hasVendor && !hasProduct) throw domainDetail("missing product");
    if (hasProduct && !hasVendor) throw domainDetail("missing vendor");
    return made;
  },
});

const unit = number({ range: Limit.unsignedLongLong });

const scsiAddress = shape("address", {
  attributes: { bus: required(number()), target: required(number()), unit: required(unit) },
});

const scsiSource: ChildRule = (parent, context) => {
  const from = childNamed(parent, "source");
  if (!from) return [];
  const protocol = attribute(from, "protocol");
  if (protocol !== undefined && protocol !== "iscsi" && protocol !== "adapter") {
    throw unsupported(`Unknown SCSI subsystem protocol '${protocol}'`);
  }
  const parts: ShapeParts =
    protocol === "iscsi"
      ? {
          attributes: {
            protocol: string,
            name(value) {
              if (value === undefined) throw invalidDomain("missing iSCSI hostdev source path name");
              return value;
            },
          },
          children: [each(host), auth, initiator],
          finish(made) {
            const hosts = made.children.filter((node) => node.kind === "element" && node.name === "host");
            if (hosts.length === 0) throw invalidDomain("missing the host address for the iSCSI hostdev");
            if (hosts.length > 1) {
              throw invalidDomain("only one source host address may be specified for the iSCSI hostdev");
            }
            return made;
          },
        }
      : { children: [shape("adapter", { attributes: { name: string } }), scsiAddress], finish: checkAdapter };
  const made = shape("source", parts).apply(from, context);
  return made ? [made] : [];
};

function checkAdapter(made: XmlElement): XmlElement {
  if (!childNamed(made, "address"))
    throw invalidDomain("'address' must be specified for scsi hostdev source");
  if (!attribute(childNamed(made, "adapter"), "name")) {
    throw invalidDomain("'adapter' name must be specified for scsi hostdev source");
  }
  return made;
}

const vhostSource = shape("source", {
  attributes: {
    protocol(value) {
      if (value === undefined) throw invalidDomain("Missing scsi_host subsystem protocol");
      if (value !== "vhost") throw unsupported(`Unknown scsi_host subsystem protocol '${value}'`);
      return value;
    },
    wwpn(value) {
      if (value === undefined) throw invalidDomain("missing vhost-scsi hostdev source wwpn");
      if (!/^naa\.[0-9a-fA-F]{16}$/.test(value)) throw invalidDomain("malformed 'wwpn' value");
      return value;
    },
  },
});

const mdevSource = shape("source", {
  children: [
    (parent, context) => {
      const from = childNamed(parent, "address");
      if (!from) throw invalidDomain("Missing <address> element");
      const id = attribute(from, "uuid");
      if (id === undefined) throw invalidDomain("Missing 'uuid' attribute for element <address>");
      return [shape("address", { attributes: { uuid } }).apply(from, context)!];
    },
  ],
});

const pciSource = shape("source", {
  attributes: { startupPolicy, writeFiltering: yesNo },
  children: [hostPciAddress],
});

const SUBSYSTEM: Readonly<Record<string, ChildRule>> = {
  usb: usbSource,
  pci: pciSource,
  scsi: scsiSource,
  scsi_host: vhostSource,
  mdev: mdevSource,
};

const named = (name: string, missing: string): ChildRule =>
  shape("source", {
    children: [textElement(name)],
    finish(made) {
      if (!childNamed(made, name)) throw invalidDomain(missing);
      return made;
    },
  });

const CAPABILITIES: Readonly<Record<string, ChildRule>> = {
  storage: named("block", "Missing <block> element in hostdev storage device"),
  misc: named("char", "Missing <char> element in hostdev character device"),
  net: named("interface", "Missing <interface> element in hostdev net device"),
};

const isSubsystem = (from: XmlElement): boolean => (attribute(from, "mode") ?? "subsystem") === "subsystem";
const onlyFor =
  (
    types: readonly string[],
    refusal: string,
    rule: Parameters<typeof withDefault>[1],
  ): Parameters<typeof withDefault>[1] =>
  (value, at) => {
    if (value !== undefined && !types.includes(attribute(at.element, "type") ?? ""))
      throw invalidDomain(refusal);
    return rule(value, at);
  };

export const hostdev = shape("hostdev", {
  attributes: {
    mode: withDefault(
      "subsystem",
      choice(["subsystem", "capabilities"], {
        refusal: (value) => unsupported(`unknown hostdev mode '${value}'`),
      }),
    ),
    type(value, at) {
      const known = isSubsystem(at.element) ? SUBSYSTEM : CAPABILITIES;
      if (value === undefined) throw invalidDomain("missing source address type");
      if (!Object.hasOwn(known, value))
        throw unsupported(`unknown host device source address type '${value}'`);
      return value;
    },
    managed: (value, at) => (isSubsystem(at.element) ? (yesNo(value, at) ?? "no") : undefined),
    sgio: onlyFor(
      ["scsi"],
      "sgio is only supported for scsi host device",
      choice(["filtered", "unfiltered"], { hidden: "default" }),
    ),
    rawio: onlyFor(["scsi"], "rawio is only supported for scsi host device", yesNo),
    model: string,
    display: onOff,
    ramfb: onOff,
  },
  children: [
    (parent, context) =>
      attribute(parent, "type") === "pci"
        ? shape("driver", { attributes: { name: choice(["kvm", "vfio", "xen"], { hidden: "default" }) } })(
            parent,
            context,
          )
        : [],
    (parent, context) => {
      const type = attribute(parent, "type") ?? "";
      const rule = (isSubsystem(parent) ? SUBSYSTEM : CAPABILITIES)[type];
      if (rule && !childNamed(parent, "source"))
        throw invalidDomain("Missing <source> element in hostdev device");
      return rule ? rule(parent, context) : [];
    },
    (parent, context) =>
      attribute(parent, "mode") === "capabilities" && attribute(parent, "type") === "net"
        ? [...ips(parent, context), ...routes(parent, context)]
        : [],
    shape("teaming", { attributes: { type: choice(["persistent", "transient"]), persistent: string } }),
    present("readonly"),
    present("shareable"),
    ...bootableInfo,
  ],
  finish(made) {
    const type = attribute(made, "type")!;
    if (type !== "scsi") removeFlags(made);
    const model = attribute(made, "model");
    if (type === "mdev" && model === undefined) throw missingModel();
    return made;
  },
});

const missingModel = () => internal("Missing required attribute 'model' in element 'hostdev'");

function removeFlags(made: XmlElement): void {
  for (const name of ["readonly", "shareable"]) {
    const at = made.children.findIndex((node) => node.kind === "element" && node.name === name);
    if (at >= 0) made.children.splice(at, 1);
  }
}

const filterId =
  (digits: number) =>
  (value: string | undefined, at: Parameters<typeof hexId>[1]): string | undefined =>
    value === undefined || value === "-1"
      ? undefined
      : upperHex(number({ base: 0, hexDigits: digits, range: Limit.int })(value, at)!);
const upperHex = (text: string) => `0x${text.slice(2).toUpperCase()}`;

const usbdev = shape("usbdev", {
  attributes: {
    class(value, at) {
      const text = filterId(2)(value, at);
      if (text !== undefined && Number(text) > 0xff)
        throw internal(`Invalid USB Class code ${text.toLowerCase()}`);
      return text;
    },
    vendor: filterId(4),
    product: filterId(4),
    version(value) {
      if (value === undefined || value === "-1") return undefined;
      const match = /^([0-9]{1,2})\.([0-9]{1,2})$/.exec(value);
      if (!match) throw invalidDomain(`Cannot parse USB device version ${value}`);
      return `${Number(match[1])}.${match[2]!.padEnd(2, "0")}`;
    },
    allow: required(yesNo),
  },
});

export const redirfilter = shape("redirfilter", { children: [each(usbdev)], flag: true });
