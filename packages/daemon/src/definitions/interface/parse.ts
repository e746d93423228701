/** Text to definition: `parseInterface`. The order of the steps is the order in which libvirt refuses. */
import { ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../integer.js";
import { invalidXml } from "../refusal.js";
import { type ChildRule, type ParseContext, shape, type ValueRule } from "../shape.js";
import { choice, number, required } from "../values.js";
import { parseXml } from "../xml-parse.js";
import { attribute, attributeIn, childNamed, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import type { InterfaceDefinition } from "./definition.js";
import { mtu, protocols } from "./protocol.js";
import { badInterface } from "./refusal.js";

type InterfaceType = "ethernet" | "bridge" | "bond" | "vlan";

const readType = required(choice(["ethernet", "bridge", "bond", "vlan"]));

/** What may be a part of what; anything may stand alone. */
const PARTS: Readonly<Record<"bridge" | "bond", readonly InterfaceType[]>> = {
  bridge: ["ethernet", "bond", "vlan"],
  bond: ["ethernet"],
};

export function parseInterface(xml: string, context: ParseContext): InterfaceDefinition {
  const root = parseXml(xml, { label: "interface_definition", domain: ErrorDomain.interface });
  if (root.name !== "interface") {
    throw invalidXml(`expecting root element of 'interface', not '${root.name}'`);
  }
  return parseInterfaceElement(root, context);
}

/** The element of an interface, whatever it is called: a host's file may name another. */
export function parseInterfaceElement(root: XmlElement, context: ParseContext): InterfaceDefinition {
  const made = readInterface(root, context);
  return {
    name: attribute(made, "name")!,
    mac: attribute(childNamed(made, "mac"), "address"),
    element: made,
  };
}

function readInterface(from: XmlElement, context: ParseContext, parent?: "bridge" | "bond"): XmlElement {
  const place = { name: "type", element: from, context };
  const type = readType(attribute(from, "type"), place) as InterfaceType;
  if (parent && !PARTS[parent].includes(type)) throw badInterface(`interface has unsupported type '${type}'`);
  const name = attribute(from, "name");
  if (name === undefined) throw badInterface("interface has no name");
  const own = parent ? [] : [start, mtu, protocols];
  const rules = [...own, ...(type === "bridge" ? [] : [link]), BODIES[type]];
  const children = rules.flatMap((rule) => rule(from, context));
  return { ...element("interface", { type, name }, children), spread: true };
}

const modes = (words: readonly string[], refusal: string): ValueRule =>
  choice(words, { refusal: (value) => badInterface(`${refusal} ${value}`), hidden: "" });

const startMode = modes(["none", "onboot", "hotplug"], "unknown interface startmode");

const start: ChildRule = (parent, context) => {
  const place = { name: "mode", element: parent, context };
  const mode = startMode(attributeIn(parent, "start", "mode"), place);
  return mode === undefined ? [] : [element("start", { mode })];
};

const LINK_STATES = ["unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"];

const link = shape("link", {
  attributes: { speed: number({ hideZero: true }), state: choice(LINK_STATES, { hidden: "" }) },
});

const mac: ChildRule = (parent) => {
  const address = attributeIn(parent, "mac", "address");
  return address === undefined ? [] : [element("mac", { address })];
};

const parts = (from: XmlElement, context: ParseContext, parent: "bridge" | "bond"): XmlElement[] =>
  childrenNamed(from, "interface").map((one) => readInterface(one, context, parent));

function needed(parent: XmlElement, name: InterfaceType): XmlElement {
  const from = childNamed(parent, name);
  if (!from) throw badInterface(`${name} interface misses the ${name} element`);
  return from;
}

const bridge: ChildRule = (parent, context) => {
  const from = needed(parent, "bridge");
  const stp = attribute(from, "stp");
  // libvirt stops reading here, but takes the interface as it is by then.
  if (stp !== undefined && stp !== "on" && stp !== "off") return [{ ...element("bridge"), spread: true }];
  const made = element("bridge", { stp, delay: attribute(from, "delay") }, parts(from, context, "bridge"));
  return [{ ...made, spread: true }];
};

const BOND_MODES = [
  ...["balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"],
];
const bondMode = modes(BOND_MODES, "unknown bonding mode");
const carrier = modes(["ioctl", "netif"], "unknown mii bonding carrier");
const arpValidate = modes(["active", "backup", "all"], "unknown arp bonding validate");

/** A count of milliseconds of a bond's monitor; undefined when it is not given. */
function milliseconds(bond: XmlElement, monitor: string, name: string, refusal: string): bigint | undefined {
  const text = attributeIn(bond, monitor, name);
  if (text === undefined) return undefined;
  const value = parseInteger(text, Limit.int);
  if (value === undefined) throw badInterface(refusal);
  return value;
}

const positive = (value: bigint | undefined) => (value !== undefined && value > 0n ? value : undefined);

function miimon(bond: XmlElement, context: ParseContext): XmlElement {
  const read = (name: string, refusal: string) => milliseconds(bond, "miimon", name, refusal);
  const refusal = "bond interface miimon freq missing or invalid";
  const freq = read("freq", refusal);
  if (freq === undefined) throw badInterface(refusal);
  return element("miimon", {
    freq,
    downdelay: positive(read("downdelay", "bond interface miimon downdelay invalid")),
    updelay: positive(read("updelay", "bond interface miimon updelay invalid")),
    carrier: carrier(attributeIn(bond, "miimon", "carrier"), { name: "carrier", element: bond, context }),
  });
}

function arpmon(bond: XmlElement, context: ParseContext): XmlElement {
  const refusal = "bond interface arpmon interval missing or invalid";
  const interval = milliseconds(bond, "arpmon", "interval", refusal);
  if (interval === undefined) throw badInterface(refusal);
  const target = attributeIn(bond, "arpmon", "target");
  if (target === undefined) throw badInterface("bond interface arpmon target missing");
  const place = { name: "validate", element: bond, context };
  return element("arpmon", {
    interval,
    target,
    validate: arpValidate(attributeIn(bond, "arpmon", "validate"), place),
  });
}

/** How the link of a bond is watched; of two ways the first counts. */
function monitorOf(bond: XmlElement, context: ParseContext): XmlElement | undefined {
  if (childNamed(bond, "miimon")) return miimon(bond, context);
  return childNamed(bond, "arpmon") && arpmon(bond, context);
}

const bond: ChildRule = (parent, context) => {
  const from = needed(parent, "bond");
  const mode = bondMode(attribute(from, "mode"), { name: "mode", element: from, context });
  const inside = parts(from, context, "bond");
  const made = element("bond", { mode }, [monitorOf(from, context), ...inside]);
  return [{ ...made, spread: true }];
};

const vlan: ChildRule = (parent) => {
  const from = needed(parent, "vlan");
  const tag = attribute(from, "tag") || undefined;
  if (tag === undefined) throw badInterface("vlan interface misses the tag attribute");
  const name = attributeIn(from, "interface", "name");
  if (name === undefined) throw badInterface("vlan interface misses name attribute");
  return [element("vlan", { tag }, [element("interface", { name })])];
};

const BODIES: Readonly<Record<InterfaceType, ChildRule>> = { ethernet: mac, bridge, bond, vlan };
