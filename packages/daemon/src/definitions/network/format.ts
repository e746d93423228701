/** Definition to text: `formatNetwork`. */
import { writeMetadata } from "../domain/metadata.js";
import { formatUuid } from "../uuid.js";
import { childNamed, element, type XmlElement } from "../xml-tree.js";
import { escapeXml, writeXml } from "../xml-write.js";
import { type NetworkDefinition, SECTION_ORDER } from "./definition.js";
import { devicesOf } from "./forward.js";

export function formatNetwork(network: NetworkDefinition): string {
  const attributes = [...network.attributes].map(([name, value]) => ` ${name}='${escapeXml(value)}'`);
  let text = `<network${attributes.join("")}>\n`;
  text += `  <name>${escapeXml(network.name)}</name>\n  <uuid>${formatUuid(network.uuid)}</uuid>\n`;
  if (network.metadata) text += writeMetadata(network.metadata, 1);
  for (const section of SECTION_ORDER) {
    for (const one of network.sections[section] ?? []) text += writeXml(one, 1);
  }
  return `${text}</network>\n`;
}

/**
 * The same as a tree, for whoever reads it again. In the inactive form, functions of a physical device stand alone: the
 * devices beside them are those in use.
 */
export function networkElement(network: NetworkDefinition, inactive: boolean): XmlElement {
  const made = element("network", Object.fromEntries(network.attributes), [
    element("name", {}, [network.name]),
    element("uuid", {}, [formatUuid(network.uuid)]),
    network.metadata,
  ]);
  for (const section of SECTION_ORDER) {
    for (const one of network.sections[section] ?? []) {
      made.children.push(inactive && section === "forward" ? withoutDevicesInUse(one) : one);
    }
  }
  return made;
}

function withoutDevicesInUse(forward: XmlElement): XmlElement {
  if (!childNamed(forward, "pf")) return forward;
  const inUse = devicesOf(forward);
  return { ...forward, children: forward.children.filter((child) => !inUse.some((one) => one === child)) };
}
