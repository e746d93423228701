/** Definition to text: `formatNetwork`. */
import { writeMetadata } from "../domain/metadata.js";
import { formatUuid } from "../uuid.js";
import { element, type XmlElement } from "../xml-tree.js";
import { escapeXml, writeXml } from "../xml-write.js";
import { type NetworkDefinition, SECTION_ORDER } from "./definition.js";

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

/** The same as a tree, for whoever reads it again. */
export function networkElement(network: NetworkDefinition): XmlElement {
  const made = element("network", Object.fromEntries(network.attributes), [
    element("name", {}, [network.name]),
    element("uuid", {}, [formatUuid(network.uuid)]),
    network.metadata,
  ]);
  for (const section of SECTION_ORDER) made.children.push(...(network.sections[section] ?? []));
  return made;
}
