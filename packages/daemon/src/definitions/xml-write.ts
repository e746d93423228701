/** Trees as text, in libvirt's own style: single quotes, two spaces a level, `<a/>` for empty elements. */
import type { XmlElement } from "./xml-tree.js";

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "'": "&apos;",
  '"': "&quot;",
};

/** libvirt escapes the same five characters in text and in attributes, and leaves line ends as they are. */
export const escapeXml = (text: string): string => text.replace(/[&<>'"]/g, (char) => ESCAPES[char]!);

/**
 * One element and what is in it, each line ending in a line break. An element whose children are text
 * stays on one line; one empty text child therefore writes `<a></a>` instead of `<a/>`.
 */
export function writeXml(node: XmlElement, level = 0): string {
  const indent = "  ".repeat(level);
  let open = `${indent}<${node.name}`;
  for (const [name, value] of node.attributes) open += ` ${name}='${escapeXml(value)}'`;
  if (node.children.length === 0) return node.spread ? `${open}>\n${indent}</${node.name}>\n` : `${open}/>\n`;
  if (node.children.every((child) => child.kind === "text")) {
    const text = node.children.map((child) => (child.kind === "text" ? escapeXml(child.text) : "")).join("");
    return `${open}>${text}</${node.name}>\n`;
  }
  let body = "";
  for (const child of node.children) {
    if (child.kind === "element") body += writeXml(child, level + 1);
  }
  return `${open}>\n${body}${indent}</${node.name}>\n`;
}
