/** Addresses and routes inside a guest's interface. */
import { isIP } from "node:net";
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../../integer.js";
import { invalidArgument, invalidDomain, refuse } from "../../refusal.js";
import { type ChildRule, type ParseContext, shape } from "../../shape.js";
import { positiveInt, string, unsignedInt } from "../../values.js";
import { attribute, childrenNamed, element, type XmlElement } from "../../xml-tree.js";
import { isNetworkAddress, netmaskBits } from "./ip-network.js";

const FAMILY: Readonly<Record<number, string>> = { 4: "ipv4", 6: "ipv6" };

export const ips: ChildRule = (parent) =>
  childrenNamed(parent, "ip").map((from) => {
    const address = attribute(from, "address");
    if (address === undefined) throw invalidDomain("Missing required address in <ip>");
    const family = attribute(from, "family");
    const kind = FAMILY[isIP(address)];
    if (kind === undefined || (family !== undefined && kind !== (family === "ipv6" ? "ipv6" : "ipv4"))) {
      throw invalidDomain(`Invalid address '${address}' in <ip>`);
    }
    const prefix = attribute(from, "prefix");
    const bits = prefix === undefined ? undefined : parseInteger(prefix, Limit.unsignedInt);
    if (prefix !== undefined && (bits === undefined || bits > (kind === "ipv6" ? 128n : 32n))) {
      throw invalidDomain(`Invalid prefix value '${prefix}' in <ip>`);
    }
    const peer = attribute(from, "peer");
    if (peer !== undefined && FAMILY[isIP(peer)] !== kind) {
      throw refuse(ErrorDomain.domain, invalidArgument("").code, `Invalid peer '${peer}' in <ip>`);
    }
    return element("ip", { address, family: kind, prefix: bits || undefined, peer });
  });

const route = shape("route", {
  attributes: {
    family: string,
    address: string,
    netmask: string,
    prefix: unsignedInt,
    gateway: string,
    metric: positiveInt,
  },
});

/** Routes of an interface; `owner` is how libvirt calls it in its refusals. */
export const routes =
  (owner: string): ChildRule =>
  (parent, context) =>
    childrenNamed(parent, "route").map((from) => checkedRoute(from, owner, context));

function checkedRoute(from: XmlElement, owner: string, context: ParseContext): XmlElement {
  const made = route.apply(from, context) ?? element("route");
  const refused = (text: string) =>
    refuse(ErrorDomain.network, ErrorCode.xmlError, `${owner}: ${text} in route definition`);
  const [family, address, netmask, prefix, gateway] = [
    "family",
    "address",
    "netmask",
    "prefix",
    "gateway",
  ].map((name) => attribute(made, name));
  if (address === undefined) throw refused("Missing required address attribute");
  if (gateway === undefined) throw refused("Missing required gateway attribute");
  if (!isIP(address)) throw refused(`Bad network address '${address}'`);
  if (!isIP(gateway)) throw refused(`Bad gateway address '${gateway}'`);
  if (family === undefined || family === "ipv4") {
    const who = family === undefined ? "No family specified" : "IPv4 family specified";
    if (isIP(address) !== 4) throw refused(`${who} for non-IPv4 address '${address}'`);
    if (isIP(gateway) !== 4) throw refused(`${who} for non-IPv4 gateway '${address}'`);
    if (netmask !== undefined && isIP(netmask) !== 4) throw refused(`Bad netmask address '${netmask}'`);
    if (netmask !== undefined && prefix !== undefined) {
      const text = `${owner}: Route definition cannot have both a prefix and a netmask`;
      throw refuse(ErrorDomain.network, ErrorCode.xmlError, text);
    }
    if (Number(prefix) > 32) throw outOfRange(owner, prefix!, 32);
  } else if (family === "ipv6") {
    if (isIP(address) !== 6) throw refused(`ipv6 family specified for non-IPv6 address '${address}'`);
    if (netmask !== undefined) throw refused(`Specifying netmask invalid for IPv6 address '${address}'`);
    if (isIP(gateway) !== 6) throw refused(`ipv6 specified for non-IPv6 gateway address '${gateway}'`);
    if (Number(prefix) > 128) throw outOfRange(owner, prefix!, 128);
  } else {
    throw refused(`Unrecognized family '${family}'`);
  }
  const bits = netmask === undefined ? Number(prefix ?? 0) : netmaskBits(netmask);
  if (bits === undefined || !isNetworkAddress(address, bits)) {
    const text = `${owner}: Address '${address}' in route definition is not a network address`;
    throw refuse(ErrorDomain.network, ErrorCode.xmlError, text);
  }
  return made;
}

const outOfRange = (owner: string, prefix: string, most: number) =>
  refuse(
    ErrorDomain.network,
    ErrorCode.xmlError,
    `${owner}: Invalid prefix ${prefix} specified in route definition, must be 0 - ${most}`,
  );
