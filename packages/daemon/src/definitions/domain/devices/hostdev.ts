/** `<hostdev>`: devices of the host given to the guest, by mode and type. */
import { Limit } from "../../integer.js";
import { internal, invalidDomain, unsupported } from "../../refusal.js";
import { routes } from "../../route.js";
import {
  type ChildRule,
  each,
  type Place,
  present,
  type ShapeParts,
  shape,
  textElement,
  type ValueRule,
} from "../../shape.js";
import { formatUuid, parseUuid } from "../../uuid.js";
import { choice, missing, number, onOff, required, string, withDefault, yesNo } from "../../values.js";
import { attribute, childNamed, element, type XmlElement } from "../../xml-tree.js";
import { addressType, hostPciAddress } from "./address.js";
import { bootableInfo } from "./common.js";
import { ips } from "./ip.js";
import { addDefaultPorts, auth, host, initiator } from "./source-host.js";

const hexId = number({ base: 0, hexDigits: 4, nonZero: true });
const startupPolicy = choice(["mandatory", "requisite", "optional"], { hidden: "default" });

const usbAddress = shape("address", {
  attributes: { bus: required(number({ base: 0 })), device: required(number({ base: 0 })) },
});
const vendor = shape("vendor", { attributes: { id: required(hexId) } });
const product = shape("product", { attributes: { id: required(hexId) } });

export const usbSource = shape("source", {
  attributes: {
    startupPolicy,
    autoAddress: () => undefined,
    guestReset: choice(["off", "uninitialized", "on"]),
  },
  children: [vendor, product, usbAddress],
  finish(made) {
    const [hasVendor, hasProduct] = [childNamed(made, "vendor"), childNamed(made, "product")];
    if (hasVendor && !hasProduct) throw internal("missing product");
    if (hasProduct && !hasVendor) throw internal("missing vendor");
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
            const kind = attribute(childNamed(childNamed(made, "auth"), "secret"), "type");
            if (kind !== undefined && kind !== "iscsi")
              throw internal(`hostdev invalid secret type '${kind}'`);
            const name = attribute(made, "name")!;
            if (!name.includes("/")) made.attributes.set("name", `${name}/0`);
            addDefaultPorts(made, "iscsi");
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
    (parent) => {
      const from = childNamed(parent, "address");
      if (!from) throw unsupported("Missing <address> element");
      const id = attribute(from, "uuid");
      if (id === undefined) throw unsupported("Missing 'uuid' attribute for element <address>");
      const bytes = parseUuid(id);
      if (!bytes) throw internal("Cannot parse uuid attribute of element <address>");
      return [element("address", { uuid: formatUuid(bytes) })];
    },
  ],
});

const pciSource = shape("source", {
  attributes: { startupPolicy, writeFiltering: yesNo },
  children: [
    (parent, context) => [
      hostPciAddress.apply(childNamed(parent, "address") ?? element("address"), context)!,
    ],
  ],
});

const teaming = shape("teaming", {
  attributes: {
    type: choice(["persistent", "transient"], {
      refusal: (value) => unsupported(`unknown teaming type '${value}'`),
    }),
    persistent: string,
  },
  finish(made) {
    if (attribute(made, "type") === "persistent")
      throw unsupported("teaming hostdev devices must have type='transient'");
    if (attribute(made, "type") === "transient" && !made.attributes.has("persistent")) {
      throw unsupported("missing required persistent attribute in hostdev teaming element");
    }
    return made;
  },
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

const typeOf = (at: Place): string => attribute(at.element, "type") ?? "";

const sgio: ValueRule = (value, at) => {
  const mode = choice(["filtered", "unfiltered"], { hidden: "default" })(value, at);
  if (mode === "unfiltered") throw unsupported("unfiltered sgio is no longer supported");
  return mode;
};

/** Which models a type has; a type without any refuses the attribute. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  mdev: ["vfio-pci", "vfio-ccw", "vfio-ap"],
  scsi_host: ["virtio", "virtio-transitional", "virtio-non-transitional"],
};
const model: ValueRule = (value, at) => {
  const type = typeOf(at);
  if (type === "mdev" && value === undefined) throw missing(at);
  const models = MODELS[type];
  if (value !== undefined && !models) {
    throw invalidDomain(`'model' attribute in <hostdev> is only supported when type='${type}'`);
  }
  return choice(models ?? [])(value, at);
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
    managed: (value, at) => (isSubsystem(at.element) ? (value === "yes" ? "yes" : "no") : undefined),
    sgio: onlyFor(["scsi"], "sgio is only supported for scsi host device", sgio),
    rawio: onlyFor(["scsi"], "rawio is only supported for scsi host device", yesNo),
    model,
    display: (value, at) => (typeOf(at) === "mdev" ? onOff(value, at) : undefined),
    ramfb: (value, at) => (typeOf(at) === "mdev" ? onOff(value, at) : undefined),
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
        ? [...ips(parent, context), ...routes("Domain hostdev device")(parent, context)]
        : [],
    teaming,
    present("readonly"),
    present("shareable"),
    ...bootableInfo,
  ],
  finish(made) {
    const type = attribute(made, "type")!;
    if (type !== "scsi") removeFlags(made);
    checkPlace(made, type);
    const empty = type === "usb" && made.children.length === 0;
    const source = childNamed(made, "source");
    if (type !== "usb" && source?.attributes.has("startupPolicy")) {
      throw unsupported("Setting startupPolicy is only allowed for USB devices");
    }
    return empty ? { ...made, spread: true } : made;
  },
});

/** The kinds of address in the guest that go with a kind of device. */
function checkPlace(made: XmlElement, type: string): void {
  const place = addressType(made);
  if (place === undefined || attribute(made, "mode") !== "subsystem") return;
  const model = attribute(made, "model");
  if (type === "usb" && place !== "usb") throw unsupported("USB host device must use 'usb' address type");
  if (type === "scsi" && place !== "drive")
    throw unsupported("SCSI host device must use 'drive' address type");
  if (type === "scsi_host" && !["pci", "ccw"].includes(place)) {
    throw unsupported("SCSI_host host device must use 'pci' or 'ccw' address type");
  }
  const wanted: Readonly<Record<string, string>> = { "vfio-pci": "pci", "vfio-ccw": "ccw" };
  if (type === "mdev" && wanted[model!] !== undefined && wanted[model!] !== place) {
    throw invalidDomain(`Unsupported address type '${place}' with mediated device model '${model}'`);
  }
}

function removeFlags(made: XmlElement): void {
  for (const name of ["readonly", "shareable"]) {
    const at = made.children.findIndex((node) => node.kind === "element" && node.name === name);
    if (at >= 0) made.children.splice(at, 1);
  }
}
