// `iface-bridge` and `iface-unbridge`: an interface becomes the only part of a new bridge, and the way back.

import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { childrenOf, isElement, parseXml, type XmlElement, type XmlNode } from "../xml/index.js";
import { type InterfaceRef, interfaceOption, lookupInterface } from "./interface.js";
import { xmlInactive } from "./interface-info.js";

/** What belongs to the interface itself, and not to the place it has in the network. */
const isOwn = (node: XmlNode) => isElement(node) && ["mac", "bond", "vlan"].includes(node.name);

async function readInterface(shell: Shell, iface: InterfaceRef, name: string): Promise<XmlElement> {
  const { xml } = await shell.call.interfaceGetXmlDesc({ iface, flags: xmlInactive });
  try {
    return parseXml(xml);
  } catch (thrown) {
    throw new Failure(`Failed to parse configuration of ${name}`, thrown);
  }
}

async function writeXml(element: XmlElement): Promise<string> {
  const { elementText } = await import("../xml/select.js");
  return elementText(element);
}

function typeOf(top: XmlElement, name: string): string {
  const { type } = top.attributes;
  if (type === undefined) throw new Failure(`Existing device ${name} has no type`);
  return type;
}

function requireName(top: XmlElement, name: string): void {
  const own = top.attributes["name"];
  if (own !== name) {
    throw new Failure(
      `Interface name from config ${own ?? "(null)"} doesn't match given supplied name ${name}`,
    );
  }
}

interface BridgeOptions {
  readonly bridge: string;
  readonly stp: boolean;
  readonly delaySeconds: number;
}

/** The bridge around an interface: it takes over all but what is the interface's own. */
export function bridgeAround(top: XmlElement, { bridge, stp, delaySeconds }: BridgeOptions): XmlElement {
  const { type = "", name = "" } = top.attributes;
  const attached: XmlElement = {
    name: "interface",
    attributes: { type, name },
    children: top.children.filter(isOwn),
  };
  const around: XmlElement = {
    name: "bridge",
    attributes: { stp: stp ? "on" : "off", ...(stp && { delay: String(delaySeconds | 0) }) },
    children: [attached],
  };
  return {
    ...top,
    attributes: { ...top.attributes, type: "bridge", name: bridge },
    children: [...top.children.filter((node) => !isOwn(node)), around],
  };
}

async function runBridge(shell: Shell, args: Arguments): Promise<boolean> {
  const iface = await lookupInterface(shell, "iface-bridge", args, { ways: ["name"] });
  const name = args.required("interface");
  const bridge = args.required("bridge");
  const known = await shell.call.interfaceLookupByName({ name: bridge }).then(
    () => true,
    () => false,
  );
  if (known) throw new Failure(`Network device ${bridge} already exists`);
  const delaySeconds = args.uint("delay") ?? 0;
  const top = await readInterface(shell, iface, name);
  if (typeOf(top, name) === "bridge") throw new Failure(`Existing device ${name} is already a bridge`);
  requireName(top, name);
  const made = bridgeAround(top, { bridge, stp: !args.has("no-stp"), delaySeconds });
  const { iface: defined } = await attempt(
    `Failed to define new bridge interface ${bridge}`,
    shell.call.interfaceDefineXml({ xml: await writeXml(made), flags: 0 }),
  );
  shell.extra(`Created bridge ${bridge} with attached device ${name}\n`);
  if (args.has("no-start")) return true;
  await attempt(
    `Failed to start bridge interface ${bridge}`,
    shell.call.interfaceCreate({ iface: defined, flags: 0 }),
  );
  shell.extra(`Bridge interface ${bridge} started\n`);
  return true;
}

export const ifaceBridge: Command = {
  name: "iface-bridge",
  group: "interface",
  help: "create a bridge device and attach an existing network device to it",
  description: "bridge an existing network device",
  options: [
    interfaceOption("existing interface name"),
    { name: "bridge", type: "data", required: true, help: "new bridge device name" },
    bool("no-stp", "do not enable STP for this bridge"),
    {
      name: "delay",
      type: "int",
      help: "number of seconds to squelch traffic on newly connected ports",
    },
    bool("no-start", "don't start the bridge immediately"),
  ],
  run: runBridge,
};

/** The only interface in a bridge, with what it takes back from the bridge. */
export function withoutBridge(top: XmlElement, bridge: string): XmlElement {
  const bridges = childrenOf(top, "bridge");
  if (bridges.length === 0) throw new Failure("No bridge node in xml document");
  if (bridges.some((one) => childrenOf(one, "interface").length > 1)) {
    throw new Failure("Multiple interfaces attached to bridge");
  }
  const [attached] = bridges.flatMap((one) => childrenOf(one, "interface"));
  if (attached === undefined) throw new Failure("No interface attached to bridge");
  const { name, type } = attached.attributes;
  if (name === undefined) throw new Failure(`Device attached to bridge ${bridge} has no name`);
  if (type === undefined) throw new Failure(`Attached device ${name} has no type`);
  return {
    ...top,
    attributes: { ...top.attributes, type, name },
    children: [...top.children, ...attached.children.filter(isOwn)],
  };
}

async function runUnbridge(shell: Shell, args: Arguments): Promise<boolean> {
  const iface = await lookupInterface(shell, "iface-unbridge", args, { option: "bridge", ways: ["name"] });
  const bridge = args.required("bridge");
  const top = await readInterface(shell, iface, bridge);
  if (typeOf(top, bridge) !== "bridge") throw new Failure(`Device ${bridge} is not a bridge`);
  requireName(top, bridge);
  const made = withoutBridge(top, bridge);
  const name = made.attributes["name"];
  await attempt(
    `Failed to destroy bridge interface ${bridge}`,
    shell.call.interfaceDestroy({ iface, flags: 0 }),
  );
  await attempt(`Failed to undefine bridge interface ${bridge}`, shell.call.interfaceUndefine({ iface }));
  const { iface: defined } = await attempt(
    `Failed to define new interface ${name}`,
    shell.call.interfaceDefineXml({ xml: await writeXml(made), flags: 0 }),
  );
  shell.extra(`Device ${name} un-attached from bridge ${bridge}\n`);
  if (args.has("no-start")) return true;
  await attempt(
    `Failed to start interface ${name}`,
    shell.call.interfaceCreate({ iface: defined, flags: 0 }),
  );
  shell.extra(`Interface ${name} started\n`);
  return true;
}

export const ifaceUnbridge: Command = {
  name: "iface-unbridge",
  group: "interface",
  help: "undefine a bridge device after detaching its device(s)",
  description: "unbridge a network device",
  options: [
    { name: "bridge", type: "data", required: true, help: "current bridge device name" },
    bool("no-start", "don't start the detached interface immediately (not recommended)"),
  ],
  run: runUnbridge,
};
