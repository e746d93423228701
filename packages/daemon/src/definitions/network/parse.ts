/** Text to definition: `parseNetwork`. The order of the steps is the order in which libvirt refuses. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { portOptions, virtualportOf, vlan } from "../domain/devices/network-options.js";
import { parseMetadata } from "../domain/metadata.js";
import { invalidXml, refuse } from "../refusal.js";
import { routes } from "../route.js";
import type { ChildRule, ParseContext } from "../shape.js";
import { netmaskOf, parseAddress } from "../socket-address.js";
import { parseUuid, randomUuid } from "../uuid.js";
import { yesNo } from "../values.js";
import { parseXml } from "../xml-parse.js";
import { attribute, childNamed, textOf, type XmlElement } from "../xml-tree.js";
import { type Bridge, bridgeElement, domain, hasOwnBridge, mac, mtu, readBridge } from "./bridge.js";
import type { NetworkDefinition, NetworkSection } from "./definition.js";
import { dns } from "./dns.js";
import { devicesOf, type ForwardMode, forward, modeOf } from "./forward.js";
import { addressOf, ips, prefixOf } from "./ip.js";
import { networkBandwidth, portgroups } from "./portgroup.js";
import { badNetwork, internal, unsupported } from "./refusal.js";

export function parseNetwork(xml: string, context: ParseContext): NetworkDefinition {
  const root = parseXml(xml, { label: "network_definition", domain: ErrorDomain.network });
  if (root.name !== "network") throw invalidXml(`expecting root element of 'network', not '${root.name}'`);
  return parseNetworkElement(root, context);
}

/** The element of a network, whatever it is called: a host's file may name another. */
export function parseNetworkElement(root: XmlElement, given: ParseContext): NetworkDefinition {
  const name = textOf(childNamed(root, "name"));
  if (name === "") throw refuse(ErrorDomain.network, ErrorCode.noName);
  if (name.includes("/")) throw refuse(ErrorDomain.xml, ErrorCode.xmlDetail, "invalid char in name: /");
  const context: ParseContext = { ...given, owner: name };
  const uuid = readUuid(root, context);
  const attributes = readAttributes(root, name, context);

  const sections: Record<string, readonly XmlElement[]> = {};
  const read = (section: NetworkSection, rule: ChildRule) => {
    const made = rule(root, context);
    if (made.length > 0) sections[section] = made;
  };
  read("domain", domain);
  read("bandwidth", networkBandwidth);
  read("vlan", vlan);
  read("port", portOptions);
  const bridge = readBridge(root, name);
  read("mac", mac);
  read("mtu", mtu);
  read("dns", dns);
  read("virtualport", virtualportOf({ typed: true }));
  read("portgroup", portgroups);
  read("ip", ips);
  read("route", routes(name));
  checkGateways(sections, name);
  read("forward", forward);
  const mode = modeOf(sections.forward?.[0]);
  checkMode(mode, bridge, sections, name);
  const made = bridgeElement(bridge, mode);
  if (made) sections.bridge = [made];
  const metadata = parseMetadata(root);
  return { name, uuid, attributes, ...(metadata && { metadata }), sections };
}

function readUuid(root: XmlElement, context: ParseContext): Uint8Array {
  const text = textOf(childNamed(root, "uuid"));
  if (text === "") return randomUuid((count) => context.random(count));
  const uuid = parseUuid(text);
  if (!uuid) throw internal("malformed uuid element");
  return uuid;
}

function readAttributes(root: XmlElement, name: string, context: ParseContext): Map<string, string> {
  const made = new Map<string, string>();
  const ipv6 = attribute(root, "ipv6") || undefined;
  if (ipv6 !== undefined && ipv6 !== "yes" && ipv6 !== "no") {
    throw badNetwork(`Invalid ipv6 setting '${ipv6}' in network '${name}'`);
  }
  if (ipv6 === "yes") made.set("ipv6", "yes");
  const place = { name: "trustGuestRxFilters", element: root, context };
  const trust = yesNo(attribute(root, place.name), place);
  if (trust !== undefined) made.set(place.name, trust);
  return made;
}

/** A gateway has to be in reach: in the network of one of the host's own addresses. */
function checkGateways({ ip = [], route = [] }: NetworkDefinition["sections"], name: string): void {
  for (const one of route) {
    const text = attribute(one, "gateway")!;
    const gateway = parseAddress(text)!;
    const reached = ip.some((own) => {
      const address = addressOf(own);
      const mask = netmaskOf(address.family, prefixOf(own));
      const inside = mask !== undefined && (address.bits & mask) === (gateway.bits & mask);
      return address.family === gateway.family && inside;
    });
    if (!reached)
      throw unsupported(`unreachable static route gateway '${text}' specified for network '${name}'`);
  }
}

function checkMode(
  mode: ForwardMode,
  bridge: Bridge,
  sections: NetworkDefinition["sections"],
  name: string,
): void {
  const devices = devicesOf(sections.forward?.[0]);
  if (mode !== "none" && hasOwnBridge(mode)) {
    if (!sections.ip) {
      throw badNetwork(`${mode} forwarding requested, but no IP address provided for network '${name}'`);
    }
    if (devices.length > 1) {
      throw badNetwork(
        `multiple forwarding interfaces specified for network '${name}', only one is supported`,
      );
    }
    if (mode === "open" && devices.length > 0) {
      throw badNetwork(`forward dev not allowed for network '${name}' with forward mode='${mode}'`);
    }
  }
  if (hasOwnBridge(mode)) return;
  const where = `${mode} mode (network '${name}')`;
  if (mode !== "bridge") {
    if (bridge.name !== undefined) throw badNetwork(`bridge name not allowed in ${where}`);
    if (bridge.zone !== undefined) throw badNetwork(`bridge zone not allowed in ${where}`);
    if (bridge.macTableManager !== undefined) {
      throw badNetwork(`bridge macTableManager setting not allowed in ${where}`);
    }
  }
  if (bridge.delay !== 0n || bridge.stp !== undefined || bridge.zone !== undefined) {
    throw badNetwork(
      `bridge delay/stp/zone options only allowed in route, nat, and isolated mode, not in ${mode} (network '${name}')`,
    );
  }
  const through = devices.length > 0 || childNamed(sections.forward?.[0], "pf") !== undefined;
  if (bridge.name !== undefined && through) {
    throw badNetwork(
      `A network with forward mode='${mode}' can specify a bridge name or a forward dev, but not both (network '${name}')`,
    );
  }
  if (sections.mtu) {
    throw badNetwork(
      `mtu size only allowed in open, route, nat, and isolated mode, not in ${mode} (network '${name}')`,
    );
  }
}
