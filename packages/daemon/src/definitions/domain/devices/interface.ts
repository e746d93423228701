/** `<interface>`: a network card and what it is connected to. */
import { isIP } from "node:net";
import { Limit, parseInteger } from "../../integer.js";
import { domainDetail, invalidArgument, invalidDomain, refuse, unsupported } from "../../refusal.js";
import { routes } from "../../route.js";
import { type ChildRule, shape, textElement } from "../../shape.js";
import { choice, number, onOff, positiveInt, required, string, withDefault, yesNo } from "../../values.js";
import { attribute, childNamed, element, setChild, type XmlElement } from "../../xml-tree.js";
import { bootableInfo, refuseVirtioOptions, virtioOptions } from "./common.js";
import { INTERFACE_TYPES, interfaceSource } from "./interface-source.js";
import { ips } from "./ip.js";
import { bandwidth, checkFloor, filterref, portOptions, virtualport, vlan } from "./network-options.js";

const hostOffload = ["csum", "gso", "tso4", "tso6", "ecn", "ufo"];
const guestOffload = ["csum", "tso4", "tso6", "ecn", "ufo"];
const switches = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, onOff]));

const virtioDriver = shape("driver", {
  attributes: {
    name: choice(["qemu", "vhost"]),
    txmode: choice(["iothread", "timer"], { hidden: "default" }),
    ioeventfd: onOff,
    event_idx: onOff,
    queues: number({ hideZero: true }),
    rx_queue_size: number({ hideZero: true }),
    tx_queue_size: number({ hideZero: true }),
    rss: onOff,
    rss_hash_report: onOff,
    ...virtioOptions,
  },
  children: [
    shape("host", { attributes: { ...switches(hostOffload), mrg_rxbuf: onOff } }),
    shape("guest", { attributes: switches(guestOffload) }),
  ],
});
const hostdevDriver = shape("driver", {
  attributes: { name: choice(["kvm", "vfio", "xen"], { hidden: "default" }) },
});

const mac: ChildRule = (parent, context) => {
  const from = childNamed(parent, "mac");
  const text = attribute(from, "address");
  const type =
    from &&
    choice(["generated", "static"])(attribute(from, "type"), { name: "type", element: from, context });
  const check = from && yesNo(attribute(from, "check"), { name: "check", element: from, context });
  return [
    element("mac", {
      address: text === undefined ? randomMac(context.random(3)) : parseMac(text),
      type,
      check,
    }),
  ];
};

/** 52:54:00 is the prefix of every address that libvirt makes up for a guest. */
const randomMac = (bytes: Uint8Array): string =>
  ["52", "54", "00", ...Array.from(bytes, twoDigits)].join(":");
const twoDigits = (byte: number): string => byte.toString(16).padStart(2, "0");

function parseMac(text: string): string {
  const parts = text.split(":");
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-fA-F]{1,2}$/.test(part))) {
    throw invalidDomain(`unable to parse mac address '${text}'`);
  }
  const bytes = parts.map((part) => Number.parseInt(part, 16));
  if (bytes[0]! & 1) throw invalidDomain(`expected unicast mac address, found multicast '${text}'`);
  return bytes.map(twoDigits).join(":");
}

const forwardedRange = shape("range", {
  attributes: { start: positiveInt, end: number(), to: number(), exclude: yesNo },
});
const portForward: ChildRule = (parent, context) =>
  parent.children.flatMap((node) => {
    if (node.kind !== "element" || node.name !== "portForward") return [];
    const made = shape("portForward", {
      flag: true,
      attributes: { proto: required(choice(["tcp", "udp"])), address: string, dev: string },
      children: [
        (from) =>
          from.children.flatMap((one) =>
            one.kind === "element" && one.name === "range" ? (forwardedRange.apply(one, context) ?? []) : [],
          ),
      ],
    }).apply(node, context)!;
    const address = attribute(made, "address");
    if (address !== undefined && !isIP(address))
      throw invalidDomain(`Invalid address '${address}' in <portForward>`);
    return [made];
  });

/** Names that a host gives by itself are not kept: the next start gives another one. */
const AUTOMATIC_NAME = /^(?:vnet|macvtap|macvlan)[0-9]+$/;

const target = shape("target", {
  attributes: {
    dev: (value) => (value === undefined || value === "" || AUTOMATIC_NAME.test(value) ? undefined : value),
    managed: yesNo,
  },
});

const model = shape("model", {
  attributes: {
    type(value) {
      if (value === undefined) return undefined;
      if (!/^[a-zA-Z0-9_-]*$/.test(value)) {
        throw refuse(20, invalidArgument("").code, "Model name contains invalid characters");
      }
      return value;
    },
  },
});

const sndbuf = textElement("sndbuf", (value) => {
  if (value === undefined) return undefined;
  const read = parseInteger(value, Limit.unsignedLongLong);
  if (read === undefined) throw invalidDomain("sndbuf must be a positive integer");
  return read.toString();
});

const mtu = shape("mtu", {
  attributes: {
    size(value) {
      if (value === undefined) return undefined;
      const read = parseInteger(value);
      if (read === undefined || read < 0n) throw invalidDomain("malformed mtu size");
      return read === 0n ? undefined : read.toString();
    },
  },
});

const frames = shape("frames", {
  attributes: {
    max(value) {
      if (value === undefined) return undefined;
      const read = parseInteger(value, Limit.unsignedLongLong);
      if (read === undefined) throw domainDetail(`cannot parse value '${value}' for coalesce parameter`);
      if (read > 0xffffffffn) {
        throw domainDetail(`value '${read}' is too big for coalesce parameter, maximum is '4294967295'`);
      }
      return read === 0n ? undefined : read.toString();
    },
  },
});

/** The distribution's libvirt is built without passt and knows its name only in the documentation. */
const backend = shape("backend", {
  attributes: {
    type: choice([], { hidden: "default", refusal: (value) => invalidBackend(value) }),
    tap: string,
    vhost: string,
    logFile: string,
  },
});
const invalidBackend = (value: string) =>
  invalidDomain(`Invalid value for attribute 'type' in element 'backend': '${value}'.`);

const isVirtio = (parent: XmlElement): boolean =>
  ["virtio", "virtio-transitional", "virtio-non-transitional"].includes(
    attribute(childNamed(parent, "model"), "type") ?? "",
  );

export const networkInterface = shape("interface", {
  attributes: {
    type: withDefault("user", choice(INTERFACE_TYPES)),
    managed: (value, at) =>
      attribute(at.element, "type") === "hostdev" && value === "yes" ? "yes" : undefined,
    trustGuestRxFilters: yesNo,
  },
  children: [
    mac,
    (parent, context) => (attribute(parent, "type") === "hostdev" ? hostdevDriver(parent, context) : []),
    interfaceSource,
    vlan,
    virtualport,
    bandwidth,
    portOptions,
    ips,
    routes("guest interface"),
    portForward,
    shape("script", { attributes: { path: string } }),
    shape("downscript", { attributes: { path: string } }),
    shape("backenddomain", { attributes: { name: string } }),
    target,
    shape("guest", { attributes: { dev: string, actual: string } }),
    model,
    (parent, context) => (isVirtio(parent) ? virtioDriver(parent, context) : []),
    (parent, context) => {
      const made = backend(parent, context);
      // vhost is of use to virtio cards alone.
      if (!isVirtio(parent)) made[0]?.attributes.delete("vhost");
      return made.filter((one) => one.attributes.size > 0);
    },
    (parent, context) =>
      FILTERED.includes(attribute(parent, "type") ?? "user") ? filterref(parent, context) : [],
    shape("tune", { children: [sndbuf] }),
    shape("teaming", {
      attributes: {
        type: choice(["persistent", "transient"], {
          refusal: (value) => unsupported(`unknown teaming type '${value}'`),
        }),
        persistent: string,
      },
    }),
    shape("link", {
      attributes: {
        state: choice(["up", "down"], {
          refusal: (value) => unsupported(`unknown interface link state '${value}'`),
        }),
      },
    }),
    mtu,
    shape("coalesce", { children: [shape("rx", { children: [frames] })] }),
    ...bootableInfo,
  ],
  finish,
});

const FILTERED = ["ethernet", "network", "bridge", "internal"];

const VIRTUAL_PORT_TYPES = ["network", "bridge", "direct", "hostdev"];

function finish(made: XmlElement, from: XmlElement): XmlElement {
  const type = attribute(made, "type")!;
  if (!isVirtio(from)) refuseVirtioOptions(childNamed(from, "driver"));
  if (attribute(childNamed(made, "target"), "managed") === "no" && type !== "ethernet") {
    throw unsupported(`unmanaged target dev is not supported on interfaces of type '${type}'`);
  }
  if (childNamed(made, "virtualport") && !VIRTUAL_PORT_TYPES.includes(type)) {
    throw unsupported(`<virtualport> element unsupported for <interface type='${type}'>`);
  }
  checkFloor(made, type === "network");
  const teaming = childNamed(made, "teaming");
  const persistent = teaming?.attributes.has("persistent") ?? false;
  if (attribute(teaming, "type") === "transient" && !persistent) {
    throw unsupported("teaming persistent attribute must be set if teaming type is 'transient'");
  }
  if (attribute(teaming, "type") === "persistent" && persistent) {
    throw unsupported("teaming persistent attribute not allowed if teaming type is 'persistent'");
  }
  return made;
}

/** The device's name on the host, as the test driver gives it: the first free one of this domain. */
export function nameInterfaces(interfaces: readonly XmlElement[]): void {
  const taken = new Set(interfaces.map((one) => attribute(childNamed(one, "target"), "dev")));
  let next = 0;
  for (const one of interfaces) {
    if (attribute(childNamed(one, "target"), "dev")) continue;
    while (taken.has(`testnet${next}`)) next++;
    const dev = `testnet${next}`;
    taken.add(dev);
    const existing = childNamed(one, "target");
    const named = element("target", { dev, managed: attribute(existing, "managed") });
    if (existing) setChild(one, "target", named);
    else one.children.splice(positionOfTarget(one), 0, named);
  }
}

const AFTER_TARGET = new Set([
  ...["guest", "model", "driver", "backend", "filterref", "tune", "link", "mtu", "coalesce", "teaming"],
  ...["boot", "alias", "rom", "acpi", "address"],
]);
function positionOfTarget(one: XmlElement): number {
  const hostdev = attribute(one, "type") === "hostdev";
  const at = one.children.findIndex(
    (node) => node.kind === "element" && AFTER_TARGET.has(node.name) && !(hostdev && node.name === "driver"),
  );
  return at < 0 ? one.children.length : at;
}
