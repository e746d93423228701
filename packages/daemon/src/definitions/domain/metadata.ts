/** `<metadata>` as libxml2 writes it, because libvirt hands it through: double quotes, mixed content untouched. */
import { childNamed, type XmlElement, type XmlNode } from "../xml-tree.js";

/**
 * Keeps what has a namespace, once for each namespace; everything else directly in `<metadata>` is dropped.
 * A prefix that was declared further out is declared on `<metadata>` itself, so that it still means something.
 */
export function parseMetadata(domain: XmlElement): XmlElement | undefined {
  const from = childNamed(domain, "metadata");
  if (!from) return undefined;
  const attributes = new Map(from.attributes);
  const children: XmlElement[] = [];
  const seen = new Set<string>();
  for (const child of from.children) {
    if (child.kind !== "element") continue;
    const declaration = namespaceAttribute(child.name);
    const near = child.attributes.get(declaration) ?? from.attributes.get(declaration);
    const space = near ?? domain.attributes.get(declaration);
    if (space === undefined || seen.has(space)) continue;
    seen.add(space);
    if (near === undefined) attributes.set(declaration, space);
    children.push(trim(child));
  }
  return { kind: "element", name: "metadata", attributes, children };
}

/** The attribute that declares what the prefix of a name stands for. */
function namespaceAttribute(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? "xmlns" : `xmlns:${name.slice(0, colon)}`;
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
  return `${"  ".repeat(level)}${writeElement(metadata, level, true)}\n`;
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
