/** `<metadata>` as libxml2 writes it, because libvirt hands it through: double quotes, mixed content untouched. */
import { invalidDomain } from "../refusal.js";
import { childNamed, type XmlElement, type XmlNode } from "../xml-tree.js";

/** Keeps the elements in `<metadata>`; text and comments directly in it are dropped. */
export function parseMetadata(domain: XmlElement): XmlElement | undefined {
  const from = childNamed(domain, "metadata");
  if (!from) return undefined;
  const children = from.children.filter((node): node is XmlElement => node.kind === "element").map(trim);
  checkNamespaces(children);
  return { kind: "element", name: "metadata", attributes: new Map(), children };
}

/** Each application has its own namespace, once. */
function checkNamespaces(children: readonly XmlElement[]): void {
  const seen = new Set<string>();
  for (const child of children) {
    const prefix = child.name.includes(":") ? child.name.split(":")[0]! : "";
    const space = child.attributes.get(prefix ? `xmlns:${prefix}` : "xmlns");
    if (space === undefined) continue;
    if (seen.has(space)) throw invalidDomain("duplicate metadata namespace");
    seen.add(space);
  }
}

/** Blanks between elements are layout, not content; libxml2 drops them where only elements stand. */
function trim(node: XmlElement): XmlElement {
  const children = node.children
    .filter((child) => child.kind !== "text" || child.text.trim() !== "")
    .map((child) => (child.kind === "element" ? trim(child) : child));
  return { ...node, children };
}

const TEXT: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };
const VALUE: Record<string, string> = { ...TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;" };
const escapeText = (text: string) => text.replace(/[&<>\r]/g, (char) => TEXT[char]!);
const escapeValue = (text: string) => text.replace(/[&<>\r"\n\t]/g, (char) => VALUE[char]!);

export function writeMetadata(metadata: XmlElement, level: number): string {
  const indent = "  ".repeat(level);
  const lines = metadata.children
    .map((child) => `${indent}  ${writeNode(child, level + 1, true)}\n`)
    .join("");
  return `${indent}<metadata>\n${lines}${indent}</metadata>\n`;
}

/** One element of another program's as text, the way libxml2 dumps a node: no line break at the end. */
export const writeForeignXml = (node: XmlElement): string => writeElement(node, 0, true);

function writeNode(node: XmlNode, level: number, format: boolean): string {
  switch (node.kind) {
    case "text":
      return escapeText(node.text);
    case "cdata":
      return `<![CDATA[${node.text}]]>`;
    case "comment":
      return `<!--${node.text}-->`;
    case "instruction":
      return `<?${node.text}?>`;
    case "element":
      return writeElement(node, level, format);
  }
}

function writeElement(node: XmlElement, level: number, format: boolean): string {
  const names = [...node.attributes].sort(([a], [b]) => Number(isNamespace(b)) - Number(isNamespace(a)));
  const open = `<${node.name}${names.map(([name, value]) => ` ${name}="${escapeValue(value)}"`).join("")}`;
  if (node.children.length === 0) return `${open}/>`;
  // Where text stands beside elements a line break would be content.
  const own = format && !node.children.some((child) => child.kind === "text" || child.kind === "cdata");
  const inner = node.children.map((child) => {
    const text = writeNode(child, level + 1, own);
    return own ? `\n${"  ".repeat(level + 1)}${text}` : text;
  });
  return `${open}>${inner.join("")}${own ? `\n${"  ".repeat(level)}` : ""}</${node.name}>`;
}

const isNamespace = (name: string): boolean => name === "xmlns" || name.startsWith("xmlns:");
