/** `<ip>`: the host's own address in a network, and what it hands out there. */
import { Limit, parseInteger } from "../integer.js";
import { type ChildRule, each, type ParseContext, shape } from "../shape.js";
import {
  formatAddress,
  naturalPrefix,
  netmaskBits,
  parseAddress,
  type SocketAddress,
} from "../socket-address.js";
import { nonEmpty, number, yesNo } from "../values.js";
import { attribute, childNamed, type XmlElement } from "../xml-tree.js";
import { type DhcpPlace, readDhcp } from "./dhcp.js";
import { badNetwork, nameOf, unsupported } from "./refusal.js";

/** The address of an `<ip>` that has been checked. */
export const addressOf = (ip: XmlElement): SocketAddress => parseAddress(attribute(ip, "address")!)!;

/** How much of the address is the network's: -1 when that cannot be said. */
export function prefixOf(ip: XmlElement): number {
  const prefix = Number(attribute(ip, "prefix") ?? 0);
  if (prefix > 0) return prefix;
  const netmask = parseAddress(attribute(ip, "netmask") ?? "");
  return netmask ? netmaskBits(netmask) : naturalPrefix(addressOf(ip));
}

export const placeOf = (ip: XmlElement, context: ParseContext): DhcpPlace => ({
  address: addressOf(ip),
  prefix: prefixOf(ip),
  context,
});

/** Do address, netmask and prefix belong to the family? Makes nothing. */
const checkFamily: ChildRule = (from, context) => {
  const name = nameOf(context);
  const family = attribute(from, "family") || undefined;
  const given = attribute(from, "address")!;
  const address = addressOf(from);
  const maskText = attribute(from, "netmask") || undefined;
  const netmask = maskText === undefined ? undefined : parseAddress(maskText);
  const prefix = parseInteger(attribute(from, "prefix") ?? "0", Limit.unsignedInt)!;
  if (family === undefined || family === "ipv4") {
    if (address.family !== 4) {
      throw unsupported(
        `${family ?? "no"} family specified for non-IPv4 address '${given}' in network '${name}'`,
      );
    }
    if (netmask && netmask.family !== 4) {
      throw unsupported(
        `Invalid netmask '${maskText}' for address '${given}' in network '${name}' (both must be IPv4)`,
      );
    }
    if (netmask && prefix > 0n) {
      throw unsupported(`Network '${name}' IP address cannot have both a prefix and a netmask`);
    }
    if (prefix > 32n) throw unsupported(`Invalid IPv4 prefix '${prefix}' in network '${name}'`);
  } else if (family === "ipv6") {
    if (address.family !== 6) {
      throw unsupported(`Family 'ipv6' specified for non-IPv6 address '${given}' in network '${name}'`);
    }
    if (netmask) throw unsupported(`netmask not allowed for IPv6 address '${given}' in network '${name}'`);
    if (prefix > 128n) throw unsupported(`Invalid IPv6 prefix '${prefix}' in network '${name}'`);
  } else {
    throw badNetwork(`Unrecognized family '${family}' in network '${name}'`);
  }
  return [];
};

const tftp: ChildRule = (from, context) => {
  const given = childNamed(from, "tftp");
  if (!given) return [];
  if (addressOf(from).family !== 4) {
    throw unsupported(`Unsupported <tftp> element in an IPv6 element in network '${nameOf(context)}'`);
  }
  return shape("tftp", { attributes: { root: nonEmpty } })(from, context);
};

const dhcp: ChildRule = (from, context) => {
  const made = readDhcp(from, placeOf(from, context));
  return made ? [made] : [];
};

const ip = shape("ip", {
  spread: true,
  attributes: {
    family: nonEmpty,
    address(value, { context }) {
      if (!value) throw badNetwork(`Missing required address attribute in network '${nameOf(context)}'`);
      const address = parseAddress(value);
      if (!address) throw badNetwork(`Invalid address '${value}' in network '${nameOf(context)}'`);
      return formatAddress(address);
    },
    netmask(value, { context }) {
      if (!value) return undefined;
      const netmask = parseAddress(value);
      if (!netmask) throw badNetwork(`Invalid netmask '${value}' in network '${nameOf(context)}'`);
      return formatAddress(netmask);
    },
    prefix: number({ hideZero: true }),
    localPtr: yesNo,
  },
  children: [checkFamily, tftp, dhcp],
});

export const ips = each(ip);
