/** `<route>`: a network behind a gateway, in networks and in the interfaces of guests. */
import { ErrorCode, ErrorDomain, type LibvirtError } from "@virtgate/protocol";
import { refuse } from "./refusal.js";
import { type ChildRule, type ParseContext, shape } from "./shape.js";
import { formatAddress, netmaskOf, parseAddress, type SocketAddress } from "./socket-address.js";
import { positiveInt, string, unsignedInt } from "./values.js";
import { attribute, childrenNamed, element, type XmlElement } from "./xml-tree.js";

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

/** Routes of a network or an interface; `owner` is how libvirt calls it in its refusals. */
export const routes =
  (owner: string): ChildRule =>
  (parent, context) =>
    childrenNamed(parent, "route").map((from) => checkedRoute(from, owner, context));

type Refused = (text: string) => LibvirtError;

function checkedRoute(from: XmlElement, owner: string, context: ParseContext): XmlElement {
  const made = route.apply(from, context) ?? element("route");
  const refused: Refused = (text) => refuse(ErrorDomain.network, ErrorCode.xmlError, `${owner}: ${text}`);
  const given = (name: string) => attribute(made, name);
  const addressText = given("address");
  const gatewayText = given("gateway");
  if (addressText === undefined) throw refused("Missing required address attribute in route definition");
  if (gatewayText === undefined) throw refused("Missing required gateway attribute in route definition");
  const address = parseAddress(addressText);
  if (!address) throw refused(`Bad network address '${addressText}' in route definition`);
  const gateway = parseAddress(gatewayText);
  if (!gateway) throw refused(`Bad gateway address '${gatewayText}' in route definition`);
  const family = given("family");
  if (family === undefined || family === "ipv4") checkIpv4(made, address, gateway, refused);
  else if (family === "ipv6") checkIpv6(made, address, gateway, refused);
  else throw refused(`Unrecognized family '${family}' in route definition`);

  const netmask = parseAddress(given("netmask") ?? "");
  const mask = netmask?.bits ?? netmaskOf(address.family, Number(given("prefix") ?? 0))!;
  if ((address.bits & mask) !== address.bits) {
    throw refused(`Address '${addressText}' in route definition is not a network address`);
  }
  made.attributes.set("address", formatAddress(address));
  made.attributes.set("gateway", formatAddress(gateway));
  if (netmask) made.attributes.set("netmask", formatAddress(netmask));
  return made;
}

function checkIpv4(made: XmlElement, address: SocketAddress, gateway: SocketAddress, refused: Refused): void {
  const who = attribute(made, "family") === undefined ? "No family specified" : "IPv4 family specified";
  const given = attribute(made, "address")!;
  if (address.family !== 4) throw refused(`${who} for non-IPv4 address '${given}' in route definition`);
  // It is the address that libvirt names here, too.
  if (gateway.family !== 4) throw refused(`${who} for non-IPv4 gateway '${given}' in route definition`);
  const netmask = attribute(made, "netmask");
  const prefix = attribute(made, "prefix");
  if (netmask !== undefined) {
    const read = parseAddress(netmask);
    if (!read) throw refused(`Bad netmask address '${netmask}' in route definition`);
    if (read.family !== 4)
      throw refused(`Invalid netmask '${netmask}' for address '${given}' (both must be IPv4)`);
    if (prefix !== undefined) throw refused("Route definition cannot have both a prefix and a netmask");
  }
  if (Number(prefix) > 32) throw outOfRange(prefix!, 32, refused);
}

function checkIpv6(made: XmlElement, address: SocketAddress, gateway: SocketAddress, refused: Refused): void {
  const given = attribute(made, "address")!;
  const prefix = attribute(made, "prefix");
  if (address.family !== 6)
    throw refused(`ipv6 family specified for non-IPv6 address '${given}' in route definition`);
  if (made.attributes.has("netmask"))
    throw refused(`Specifying netmask invalid for IPv6 address '${given}' in route definition`);
  if (gateway.family !== 6) {
    const text = attribute(made, "gateway")!;
    throw refused(`ipv6 specified for non-IPv6 gateway address '${text}' in route definition`);
  }
  if (Number(prefix) > 128) throw outOfRange(prefix!, 128, refused);
}

const outOfRange = (prefix: string, most: number, refused: Refused): LibvirtError =>
  refused(`Invalid prefix ${prefix} specified in route definition, must be 0 - ${most}`);
