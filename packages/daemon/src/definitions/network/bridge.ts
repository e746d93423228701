/** The bridge of a network, and the small elements beside it. */
import { Limit, parseInteger, parseWrappingUint } from "../integer.js";
import { formatMac, isMulticast, parseMac } from "../mac-address.js";
import { type ChildRule, shape } from "../shape.js";
import { string, yesNo } from "../values.js";
import { attribute, attributeIn, childNamed, element, type XmlElement } from "../xml-tree.js";
import type { ForwardMode } from "./forward.js";
import { badNetwork, nameOf } from "./refusal.js";

/** What `<bridge>` said. Which of it is allowed, and written, depends on the mode of forwarding. */
export interface Bridge {
  readonly name: string | undefined;
  readonly zone: string | undefined;
  /** As it was given. */
  readonly stp: string | undefined;
  readonly delay: bigint;
  readonly macTableManager: string | undefined;
}

export function readBridge(root: XmlElement, network: string): Bridge {
  const from = childNamed(root, "bridge");
  const given = (key: string) => attribute(from, key) || undefined;
  const delayText = given("delay");
  const delay = delayText === undefined ? 0n : parseInteger(delayText, Limit.unsignedLongLong);
  if (delay === undefined) throw badNetwork(`Invalid delay value in network '${network}'`);
  const manager = given("macTableManager");
  if (manager !== undefined && manager !== "kernel" && manager !== "libvirt") {
    throw badNetwork(`Invalid macTableManager setting '${manager}' in network '${network}'`);
  }
  return { name: given("name"), zone: given("zone"), stp: given("stp"), delay, macTableManager: manager };
}

/** Networks whose bridge libvirt makes itself. */
const OWN_BRIDGE: readonly ForwardMode[] = ["none", "nat", "route", "open"];
export const hasOwnBridge = (mode: ForwardMode): boolean => OWN_BRIDGE.includes(mode);

export function bridgeElement(bridge: Bridge, mode: ForwardMode): XmlElement | undefined {
  const { name, zone, macTableManager } = bridge;
  const own = hasOwnBridge(mode);
  if (!own && name === undefined && macTableManager === undefined) return undefined;
  return element("bridge", {
    name,
    zone,
    stp: own ? (bridge.stp === "off" ? "off" : "on") : undefined,
    delay: own ? bridge.delay : undefined,
    macTableManager,
  });
}

export const mtu: ChildRule = (root, context) => {
  const text = attributeIn(root, "mtu", "size");
  if (text === undefined) return [];
  const size = parseWrappingUint(text);
  if (size === undefined) throw badNetwork(`Invalid mtu size '${text}' in network '${nameOf(context)}'`);
  return size === 0n ? [] : [element("mtu", { size })];
};

export const mac: ChildRule = (root, context) => {
  const text = attribute(childNamed(root, "mac"), "address") || undefined;
  if (text === undefined) return [];
  const address = parseMac(text);
  const network = `in network '${nameOf(context)}'`;
  if (!address) throw badNetwork(`Invalid bridge mac address '${text}' ${network}`);
  if (isMulticast(address)) throw badNetwork(`Invalid multicast bridge mac address '${text}' ${network}`);
  return [element("mac", { address: formatMac(address) })];
};

/** Without a name there is no domain, but what else it says is checked. */
export const domain = shape("domain", {
  attributes: { name: string, localOnly: yesNo },
  finish: (made) => (made.attributes.has("name") ? made : undefined),
});
