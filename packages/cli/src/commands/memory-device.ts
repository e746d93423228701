// `update-memory-device`: a memory device out of the domain's definition, with another size asked for.

import { Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import {
  childOf,
  childrenOf,
  contentOf,
  isElement,
  serializeXml,
  type XmlElement,
  type XmlNode,
} from "../xml/index.js";
import { lookupDomain } from "./domain.js";
import { readDomainXml } from "./domain-xml.js";
import { impact } from "./impact.js";

/** VIR_DOMAIN_XML_INACTIVE */
const xmlInactive = 2;

function findMemory(domain: XmlElement, args: Arguments): XmlElement {
  const alias = args.string("alias");
  const node = args.uint("node");
  const devices = childOf(domain, "devices");
  const memories = devices === undefined ? [] : childrenOf(devices, "memory");
  const found = memories.filter((memory) => {
    if (node !== undefined) return onNode(memory, String(node));
    return alias === undefined || childrenOf(memory, "alias").some((one) => one.attributes["name"] === alias);
  });
  if (found.length === 0) throw new Failure("no memory device found");
  if (found.length > 1) {
    throw new Failure("multiple memory devices found, use --alias or --node to select one");
  }
  return found[0]!;
}

const onNode = (memory: XmlElement, node: string) =>
  childrenOf(memory, "target").some((target) =>
    childrenOf(target, "node").some((one) => contentOf(one) === node),
  );

/** With what `--requested-size` says. */
function requested(memory: XmlElement, args: Arguments): XmlElement {
  const bytes = args.scaled("requested-size", 1024n);
  if (bytes === undefined) return memory;
  const target = childrenOf(memory, "target").find((one) => childOf(one, "requested"));
  const old = target && childOf(target, "requested");
  if (old === undefined) throw new Failure("virtio-mem device is missing <requested/>");
  const kibibytes = String((bytes + 1023n) / 1024n);
  return replaced(memory, target!, replaced(target!, old, { ...old, children: [kibibytes] }));
}

const replaced = (parent: XmlElement, old: XmlElement, by: XmlNode): XmlElement => ({
  ...parent,
  children: parent.children.map((child) => (isElement(child) && child === old ? by : child)),
});

export const updateMemoryDevice: Command = {
  name: "update-memory-device",
  group: "domain",
  help: "update memory device of a domain",
  description: "Update values of a memory device of a domain",
  options: [
    domainOption(),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
    bool("print-xml", "print updated memory device XML instead of executing the change"),
    text("alias", "memory device alias"),
    number("node", "memory device target node"),
    number("requested-size", "new value of <requested/> size, as scaled integer (default KiB)"),
  ],
  async run(shell, args) {
    exclusive(args, ["current", "live"], ["current", "config"], ["node", "alias"]);
    const dom = await lookupDomain(shell, "update-memory-device", args);
    const flags = impact(args);
    const domain = await readDomainXml(shell, dom, args.has("config") ? xmlInactive : 0);
    const xml = serializeXml(requested(findMemory(domain, args), args));
    if (args.has("print-xml")) shell.print(xml);
    else await shell.call.domainUpdateDeviceFlags({ dom, xml, flags });
    return true;
  },
};
