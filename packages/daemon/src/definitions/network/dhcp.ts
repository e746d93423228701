/** `<dhcp>`: ranges of addresses to hand out, hosts that always get the same one, and how to boot. */
import { Limit, parseInteger } from "../integer.js";
import { isMulticast, parseMac } from "../mac-address.js";
import { type ChildRule, type ParseContext, shape } from "../shape.js";
import {
  checkRange,
  formatAddress,
  parseAddress,
  type RangeNetwork,
  requireAddress,
  type SocketAddress,
} from "../socket-address.js";
import { choice, number, withDefault } from "../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import { badNetwork, nameOf, unsupported } from "./refusal.js";

/** Of dnsmasq, in minutes and in seconds. */
const SHORTEST_LEASE: Readonly<Record<string, bigint>> = { minutes: 2n, seconds: 120n, hours: 0n };

const leaseShape = shape("lease", {
  attributes: {
    expiry: number({ range: Limit.unsignedLongLong, base: 0 }),
    unit: withDefault("minutes", choice(["seconds", "minutes", "hours"])),
  },
  finish(made) {
    const expiry = parseInteger(attribute(made, "expiry")!, Limit.unsignedLongLong)!;
    // It never ends: then there is nothing to count.
    if (expiry === 0n) made.attributes.delete("unit");
    else if (expiry < SHORTEST_LEASE[attribute(made, "unit")!]!) {
      throw unsupported("The minimum lease time should be greater than 2 minutes");
    }
    return made;
  },
});

/** The last one counts; one that does not say how long says nothing. */
const lease: ChildRule = (parent, context) => {
  const given = childrenNamed(parent, "lease").filter((from) => from.attributes.has("expiry"));
  return given.flatMap((from) => leaseShape.apply(from, context) ?? []).slice(-1);
};

/** The network that an `<ip>` element makes, for what has to lie in it. */
export interface DhcpPlace extends RangeNetwork {
  readonly context: ParseContext;
}

export function readRange(from: XmlElement, place: DhcpPlace): XmlElement {
  const end = (name: "start" | "end"): SocketAddress => {
    const text = attribute(from, name);
    if (text === undefined) {
      throw badNetwork(`Missing '${name}' attribute in dhcp range for network '${nameOf(place.context)}'`);
    }
    return requireAddress(text);
  };
  const [first, last] = [end("start"), end("end")];
  checkRange(first, last, place);
  const attributes = { start: formatAddress(first), end: formatAddress(last) };
  return element("range", attributes, lease(from, place.context));
}

/** `partial`: enough to find a host by, not enough to be one. */
export function readHost(from: XmlElement, place: DhcpPlace, partial = false): XmlElement {
  const name = nameOf(place.context);
  const [mac, id, host, ip] = ["mac", "id", "name", "ip"].map((key) => attribute(from, key));
  const ipv6 = place.address.family === 6;
  if (mac !== undefined) checkMac(mac, ipv6, name);
  const strange = id?.replace(/^[0-9a-fA-F:]*/, "");
  if (strange) {
    const [letter] = strange;
    throw badNetwork(`Invalid character '${letter}' in id '${id}' of network '${name}'`);
  }
  if (host !== undefined && !/^[a-zA-Z0-9]/.test(host)) {
    throw badNetwork(`Cannot use host name '${host}' in network '${name}'`);
  }
  const address = ip === undefined ? undefined : parseAddress(ip);
  if (ip !== undefined && address === undefined) {
    throw badNetwork(`Invalid IP address in static host definition for network '${name}'`);
  }
  const found = { mac, id, name: host, ip: address && formatAddress(address) };
  if (partial) checkPartial(found, name);
  else checkWhole(found, ipv6, name);
  return element("host", found, lease(from, place.context));
}

function checkMac(mac: string, ipv6: boolean, name: string): void {
  if (ipv6) {
    throw badNetwork(
      `Invalid to specify MAC address '${mac}' in network '${name}' IPv6 static host definition`,
    );
  }
  const read = parseMac(mac);
  if (!read) throw badNetwork(`Cannot parse MAC address '${mac}' in network '${name}'`);
  if (isMulticast(read)) {
    throw badNetwork(`expected unicast mac address, found multicast '${mac}' in network '${name}'`);
  }
}

type Host = Readonly<Partial<Record<"mac" | "id" | "name" | "ip", string>>>;
type Found = { readonly [Key in keyof Host]: Host[Key] | undefined };

function checkPartial({ mac, name: host, ip }: Found, name: string): void {
  if ((mac ?? host ?? ip) !== undefined) return;
  throw badNetwork(
    `At least one of name, mac, or ip attribute must be specified for static host definition in network '${name}' `,
  );
}

function checkWhole({ mac, id, name: host, ip }: Found, ipv6: boolean, name: string): void {
  if (ipv6 && (id ?? host) === undefined) {
    throw badNetwork(`Static host definition in IPv6 network '${name}' must have id or name attribute`);
  }
  if (!ipv6 && (mac ?? host) === undefined) {
    throw badNetwork(`Static host definition in IPv4 network '${name}' must have mac or name attribute`);
  }
  if (ip === undefined)
    throw badNetwork(`Missing IP address in static host definition for network '${name}'`);
}

/** The last one that names a file counts. */
function readBoot(dhcp: XmlElement): XmlElement | undefined {
  const from = childrenNamed(dhcp, "bootp").filter((one) => one.attributes.has("file"));
  const made = from.map((one) => {
    const server = attribute(one, "server");
    const address = server === undefined ? undefined : requireAddress(server);
    return element("bootp", { file: attribute(one, "file"), server: address && formatAddress(address) });
  });
  return made.at(-1);
}

export function readDhcp(ip: XmlElement, place: DhcpPlace): XmlElement | undefined {
  const from = childNamed(ip, "dhcp");
  if (!from) return undefined;
  const ranges = childrenNamed(from, "range").map((one) => readRange(one, place));
  const hosts = childrenNamed(from, "host").map((one) => readHost(one, place));
  const boot = place.address.family === 4 ? readBoot(from) : undefined;
  // libvirt forgets how to boot where nobody is given an address.
  return ranges.length + hosts.length > 0 ? element("dhcp", {}, [...ranges, ...hosts, boot]) : undefined;
}
