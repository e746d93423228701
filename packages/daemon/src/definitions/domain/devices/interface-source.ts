/** What an interface is connected to: `<source>` in the form of each type. */
import { Limit } from "../../integer.js";
import { invalidDomain, unsupported } from "../../refusal.js";
import { routes } from "../../route.js";
import { type ChildRule, type Shape, shape } from "../../shape.js";
import { choice, missing, number, required, string, uuid, withDefault } from "../../values.js";
import { attribute, childNamed, element, setChild } from "../../xml-tree.js";
import { hostPciAddress } from "./address.js";
import { usbSource } from "./hostdev.js";
import { ips } from "./ip.js";
import { reconnect } from "./source-host.js";

export const INTERFACE_TYPES = [
  ...["user", "ethernet", "vhostuser", "server", "client", "mcast", "network", "bridge", "internal"],
  ...["direct", "hostdev", "udp", "vdpa", "null", "vds"],
];

const port = number({ range: Limit.int });
const socketSource = (addressRequired: boolean): Shape =>
  shape("source", {
    attributes: { address: addressRequired ? required(string) : string, port: required(port) },
  });

const guestIps = [ips, routes("guest interface")];

/** The host's device behind an interface: by PCI or USB address, or as USB product. */
const hostSource: ChildRule = (parent, context) => {
  const from = childNamed(parent, "source");
  const given = childNamed(from, "address");
  const type = attribute(given, "type");
  const byProduct = type === undefined && from && (childNamed(from, "vendor") || childNamed(from, "product"));
  if (type === undefined && !byProduct) throw invalidDomain("missing source address type");
  if (type !== undefined && type !== "pci" && type !== "usb") {
    throw unsupported(`unknown host device source address type '${type}'`);
  }
  if (type !== "pci") {
    const made = usbSource.apply(from!, context) ?? element("source");
    const address = childNamed(made, "address");
    if (address)
      setChild(made, "address", {
        ...address,
        attributes: new Map([["type", "usb"], ...address.attributes]),
      });
    return [{ ...element("source"), children: made.children }];
  }
  const made = hostPciAddress.apply(given!, context)!;
  const typed = { ...made, attributes: new Map([["type", "pci"], ...made.attributes]) };
  return [element("source", {}, [typed])];
};

/** `<source>` of each type; a type that is not here has none. */
const SOURCES: Readonly<Record<string, Shape>> = {
  network: shape("source", { attributes: { network: required(string), portgroup: string } }),
  bridge: shape("source", { attributes: { bridge: required(string) } }),
  internal: shape("source", { attributes: { name: required(string) } }),
  direct: shape("source", {
    attributes: {
      dev: required(string),
      mode: withDefault("vepa", choice(["vepa", "private", "bridge", "passthrough"])),
    },
  }),
  ethernet: shape("source", { children: guestIps }),

  vdpa: shape("source", { attributes: { dev: required(string) } }),
  server: socketSource(false),
  client: socketSource(true),
  mcast: socketSource(true),
  udp: shape("source", {
    attributes: { address: required(string), port: required(port) },
    children: [shape("local", { attributes: { address: required(string), port: required(port) } })],
    finish(made) {
      if (!childNamed(made, "local"))
        throw invalidDomain("'<local>' element missing for 'udp' socket interface");
      return made;
    },
  }),
  vhostuser: shape("source", {
    attributes: {
      type(value, at) {
        if (value === undefined) throw missing(at);
        if (value !== "unix") {
          throw unsupported(`Type='${value}' unsupported for <interface type='vhostuser'>`);
        }
        return value;
      },
      path: required(string),
      mode: required(choice(["server", "client"])),
    },
    children: [reconnect],
  }),
  vds: shape("source", {
    attributes: {
      switchid: required(uuid),
      portid: required(number({ range: Limit.longLong })),
      portgroupid: required(string),
      connectionid: required(number({ range: Limit.longLong })),
    },
  }),
};
const NEEDS_SOURCE = INTERFACE_TYPES.filter(
  (type) => !["user", "ethernet", "null", "hostdev"].includes(type),
);

/** `<source>` as the type of the interface has it; most types need one. */
export const interfaceSource: ChildRule = (parent, context) => {
  const type = attribute(parent, "type") ?? "user";
  const from = childNamed(parent, "source");
  if (!from && NEEDS_SOURCE.includes(type)) {
    throw invalidDomain(`interface type='${type}' requires a 'source' element`);
  }
  return type === "hostdev" ? hostSource(parent, context) : (SOURCES[type]?.(parent, context) ?? []);
};
