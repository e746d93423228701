// An element as text, as libxml2 writes it.

import { isElement, type XmlElement, type XmlNode } from "./element.js";

const escapeText = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const escapeAttribute = (text: string) => escapeText(text).replaceAll('"', "&quot;");

function writeNode(node: XmlNode): string {
  if (typeof node === "string") return escapeText(node);
  return isElement(node) ? serializeXml(node) : `<!--${node.comment}-->`;
}

export function serializeXml({ name, attributes, children }: XmlElement): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  const open = `<${name}${written.join("")}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.map(writeNode).join("")}</${name}>`;
}
