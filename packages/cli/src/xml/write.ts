// Nodes as text, the way libxml2 writes them: double quotes, and elements that hold elements on lines of their own.

import type { Node } from "./document.js";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

const escapeText = (text: string) => text.replace(/[&<>\r]/g, (char) => escapes[char]!);

/** In attributes, and only there, what is not ASCII is written as a number. */
const escapeAttribute = (text: string) =>
  text
    .replace(/[&<>"\t\n\r]/g, (char) => escapes[char]!)
    .replace(/[^\0-\x7f]/gu, (char) => `&#x${char.codePointAt(0)!.toString(16).toUpperCase()};`);

const attributeText = (name: string, value: string) => ` ${name}="${escapeAttribute(value)}"`;

/** An element whose children are all elements has them on lines of their own. */
export function writeNode(node: Node, indent: string): string {
  switch (node.kind) {
    case "root":
      return `<?xml version="1.0" encoding="UTF-8"?>\n${node.children.map((child) => writeNode(child, "")).join("")}\n`;
    case "attribute":
      return attributeText(node.name, node.value);
    case "text":
      return escapeText(node.value);
    case "comment":
      return `<!--${node.value}-->`;
    case "element":
      return writeElement(node, indent);
  }
}

function writeElement({ name, declarations, attributes, children }: Node, indent: string): string {
  const all = [...declarations, ...attributes.map((one) => [one.name, one.value] as const)];
  const start = `<${name}${all.map(([key, value]) => attributeText(key, value)).join("")}`;
  if (children.length === 0) return `${start}/>`;
  if (children.some(({ kind }) => kind === "text")) {
    return `${start}>${children.map(writeFlat).join("")}</${name}>`;
  }
  const inner = `${indent}  `;
  const lines = children.map((child) => `\n${inner}${writeNode(child, inner)}`).join("");
  return `${start}>${lines}\n${indent}</${name}>`;
}

/** Beside text, blanks would change what the document says. */
function writeFlat(node: Node): string {
  if (node.kind !== "element") return writeNode(node, "");
  const { name, declarations, attributes, children } = node;
  const all = [...declarations, ...attributes.map((one) => [one.name, one.value] as const)];
  const start = `<${name}${all.map(([key, value]) => attributeText(key, value)).join("")}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.map(writeFlat).join("")}</${name}>`;
}
