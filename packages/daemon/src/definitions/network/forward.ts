/** `<forward>`: how guests of a network reach the world, and through which devices of the host. */

import { hostPciAddress } from "../domain/devices/address.js";
import { Limit, parseInteger } from "../integer.js";
import { type ChildRule, type ParseContext, shape } from "../shape.js";
import { checkRange, formatAddress, parseAddress, type SocketAddress } from "../socket-address.js";
import { yesNo } from "../values.js";
import { attribute, attributeIn, childNamed, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import { badDetail, badNetwork, nameOf, unsupported } from "./refusal.js";

const MODES = [
  "none",
  "nat",
  "route",
  "open",
  "bridge",
  "private",
  "vepa",
  "passthrough",
  "hostdev",
] as const;
export type ForwardMode = (typeof MODES)[number];

const isMode = (text: string): text is ForwardMode => (MODES as readonly string[]).includes(text);

/** A network without the element is an isolated one: "none". */
export function modeOf(forward: XmlElement | undefined): ForwardMode {
  const mode = forward && attribute(forward, "mode");
  return mode !== undefined && isMode(mode) ? mode : "none";
}

/** The host's devices that guests leave through: by name or by PCI address. */
export const devicesOf = (forward: XmlElement | undefined): XmlElement[] =>
  forward ? [...childrenNamed(forward, "interface"), ...childrenNamed(forward, "address")] : [];

/** As libvirt writes it: `dev` names the first device once more, if it has a name. */
export function forwardElement(
  { mode, managed, pf }: { mode: ForwardMode; managed: boolean; pf: boolean },
  children: readonly (XmlElement | undefined)[],
): XmlElement {
  const first = children.find((child) => child?.name === "interface" || child?.name === "address");
  return element(
    "forward",
    {
      dev: pf || first?.name !== "interface" ? undefined : attribute(first, "dev"),
      mode,
      managed: mode === "hostdev" ? (managed ? "yes" : "no") : undefined,
    },
    children,
  );
}

function onlyOne(found: readonly XmlElement[], refusal: string): XmlElement | undefined {
  if (found.length > 1) throw badNetwork(refusal);
  return found[0];
}

function natAddress(nat: XmlElement, name: string): XmlElement | undefined {
  const where = `in <nat> in <forward> in network`;
  const from = onlyOne(
    childrenNamed(nat, "address"),
    `Only one <address> element is allowed in <nat> in <forward> in network ${name}`,
  );
  if (!from) return undefined;
  const given = (end: "start" | "end"): string => {
    const text = attribute(from, end);
    if (text !== undefined) return text;
    throw badNetwork(`missing '${end}' attribute in <address> element ${where} ${name}`);
  };
  const read = (end: "start" | "end", text: string): SocketAddress => {
    const address = parseAddress(text);
    if (address?.family === 4) return address;
    throw badNetwork(`Bad ipv4 ${end} address '${text}' ${where} '${name}'`);
  };
  const texts = [given("start"), given("end")] as const;
  const [start, end] = [read("start", texts[0]), read("end", texts[1])];
  checkRange(start, end);
  return element("address", { start: formatAddress(start), end: formatAddress(end) });
}

const MAX_PORT = 65_535n;

function natPorts(nat: XmlElement, name: string): XmlElement | undefined {
  const where = `attribute in <port> in <nat> in <forward> in network ${name}`;
  const from = onlyOne(
    childrenNamed(nat, "port"),
    `Only one <port> element is allowed in <nat> in <forward> in network ${name}`,
  );
  if (!from) return undefined;
  const read = (end: "start" | "end", lowest: bigint): bigint => {
    const value = parseInteger(attribute(from, end) ?? "", Limit.unsignedInt);
    if (value !== undefined && value >= lowest && value <= MAX_PORT) return value;
    throw badDetail(`Missing or invalid '${end}' ${where}`);
  };
  const start = read("start", 0n);
  const end = read("end", start);
  return start === 0n && end === 0n ? undefined : element("port", { start, end: end || undefined });
}

function readNat(nat: XmlElement, mode: ForwardMode, context: ParseContext): XmlElement | undefined {
  const name = nameOf(context);
  if (mode !== "nat") {
    throw badNetwork(`The <nat> element can only be used when <forward> 'mode' is 'nat' in network ${name}`);
  }
  const made = shape("nat", { flag: true, attributes: { ipv6: yesNo } }).apply(nat, context)!;
  for (const part of [natAddress(nat, name), natPorts(nat, name)]) if (part) made.children.push(part);
  return made.attributes.size + made.children.length > 0 ? made : undefined;
}

/** Named devices; `dev` of the `<forward>` itself is the first of them. */
function readNames(from: XmlElement, dev: string | undefined, name: string): XmlElement[] {
  const names = new Set<string>(dev === undefined ? [] : [dev]);
  for (const [at, one] of childrenNamed(from, "interface").entries()) {
    const given = attribute(one, "dev");
    if (given === undefined) {
      throw badNetwork(`Missing required dev attribute in <forward> <interface> element of network ${name}`);
    }
    if (at === 0 && dev !== undefined) {
      if (given === dev) continue;
      throw badNetwork(
        `<forward dev='${dev}'> must match first <interface dev='${given}'/> in network ${name}`,
      );
    }
    if (names.has(given)) {
      throw badNetwork(`interface '${given}' can only be listed once in network ${name}`);
    }
    names.add(given);
  }
  return [...names].map((one) => element("interface", { dev: one }));
}

/** Devices by PCI address, the only kind of address there is. */
function readAddresses(addresses: readonly XmlElement[], context: ParseContext): XmlElement[] {
  const name = nameOf(context);
  const seen = new Set<string>();
  return addresses.map((from) => {
    const type = attribute(from, "type");
    if (type === undefined) throw badNetwork(`missing address type in network ${name}`);
    if (type === "none" || type === "netdev") {
      throw badNetwork(`unsupported address type '${type}' in network ${name}`);
    }
    if (type !== "pci") throw unsupported(`unknown address type '${type}' in network ${name}`);
    const made = hostPciAddress.apply(from, context)!;
    const [domain, bus, slot, fn] = ["domain", "bus", "slot", "function"].map((key) =>
      attribute(made, key)!.slice("0x".length),
    );
    const text = `${domain}:${bus}:${slot}.${fn}`;
    if (seen.has(text)) throw badNetwork(`PCI device '${text}' can only be listed once in network ${name}`);
    seen.add(text);
    return { ...made, attributes: new Map([["type", "pci"], ...made.attributes]) };
  });
}

function readPf(pfs: readonly XmlElement[], name: string): XmlElement {
  const from = onlyOne(pfs, `Only one <pf> element is allowed in <forward> of network ${name}`)!;
  const dev = attribute(from, "dev");
  if (dev === undefined) {
    throw badNetwork(`Missing required dev attribute in <pf> element of network '${name}'`);
  }
  return element("pf", { dev });
}

function readMode(from: XmlElement): ForwardMode {
  const text = attribute(from, "mode") || "nat";
  if (!isMode(text)) throw unsupported(`unknown forwarding type '${text}'`);
  return text;
}

function readDriver(from: XmlElement, name: string): XmlElement | undefined {
  const driver = attributeIn(from, "driver", "name");
  if (driver === undefined) return undefined;
  if (driver !== "kvm" && driver !== "vfio") {
    throw unsupported(`Unknown forward <driver name='${driver}'/> in network ${name}`);
  }
  return element("driver", { name: driver });
}

/** With mode "none" it is checked, too, but nothing of it is left. */
export const forward: ChildRule = (parent, context) => {
  const from = childNamed(parent, "forward");
  if (!from) return [];
  const name = nameOf(context);
  const mode = readMode(from);
  const managed = attribute(from, "managed")?.toLowerCase() === "yes";
  const driver = readDriver(from, name);
  const natFrom = onlyOne(
    childrenNamed(from, "nat"),
    `Only one <nat> element is allowed in <forward> of network ${name}`,
  );
  const nat = natFrom && readNat(natFrom, mode, context);
  const dev = attribute(from, "dev") || undefined;
  const addresses = childrenNamed(from, "address");
  const pfs = childrenNamed(from, "pf");
  if (dev !== undefined && addresses.length + pfs.length > 0) {
    // libvirt says "%s" where the name should stand.
    throw badNetwork(
      "the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements are present in network %s",
    );
  }
  const named = dev !== undefined || childNamed(from, "interface") !== undefined;
  const devices = named ? readNames(from, dev, name) : readAddresses(addresses, context);
  const pf = devices.length === 0 && pfs.length > 0 ? readPf(pfs, name) : undefined;
  const made = forwardElement({ mode, managed, pf: pf !== undefined }, [driver, nat, pf, ...devices]);
  return mode === "none" ? [] : [made];
};
