/**
 * XML as a tree that keeps what libvirt keeps: the order of attributes and children, and, because
 * `<metadata>` belongs to other applications, also text, comments, CDATA and processing instructions.
 */

export interface XmlElement {
  readonly kind: "element";
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlNode[];
  /** Written on two lines even when nothing is in it. */
  readonly spread?: boolean;
}
export interface XmlText {
  readonly kind: "text" | "comment" | "cdata" | "instruction";
  readonly text: string;
}
export type XmlNode = XmlElement | XmlText;

/** What `element()` takes for attributes and children: whatever is undefined is left out. */
export type AttributeValues = Record<string, string | number | bigint | undefined>;
export type ChildValues = readonly (XmlNode | string | undefined)[];

export function element(
  name: string,
  attributes: AttributeValues = {},
  children: ChildValues = [],
): XmlElement {
  const made: XmlElement = { kind: "element", name, attributes: new Map(), children: [] };
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.attributes.set(key, String(value));
  }
  for (const child of children) {
    if (child !== undefined)
      made.children.push(typeof child === "string" ? { kind: "text", text: child } : child);
  }
  return made;
}

export const isElement = (node: XmlNode): node is XmlElement => node.kind === "element";

export function childrenNamed(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((node): node is XmlElement => node.kind === "element" && node.name === name);
}

export function childNamed(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((node): node is XmlElement => node.kind === "element" && node.name === name);
}

/** The first element that the path of names leads to, as XPath's `./a/b[1]`: every branch is tried. */
export function find(from: XmlElement, ...path: string[]): XmlElement | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return from;
  for (const child of childrenNamed(from, name)) {
    const found = find(child, ...rest);
    if (found) return found;
  }
  return undefined;
}

/** All elements of one name as if they were one: libvirt reads a section wherever it was continued. */
export function merged(parent: XmlElement, name: string): XmlElement | undefined {
  const [first, ...rest] = childrenNamed(parent, name);
  if (!first || rest.length === 0) return first;
  return { ...first, children: [first, ...rest].flatMap((one) => one.children) };
}

/** The text inside an element and all its descendants, as XPath's `string()` gives it. */
export function textOf(node: XmlElement | undefined): string {
  if (!node) return "";
  let text = "";
  for (const child of node.children) {
    if (child.kind === "element") text += textOf(child);
    else if (child.kind === "text" || child.kind === "cdata") text += child.text;
  }
  return text;
}

export const attribute = (node: XmlElement | undefined, name: string): string | undefined =>
  node?.attributes.get(name);

/** XPath's `string(./name/@key)`: of the first child of that name that has the attribute. Empty is as good as absent. */
export function attributeIn(parent: XmlElement, name: string, key: string): string | undefined {
  const from = childrenNamed(parent, name).find((child) => child.attributes.has(key));
  return attribute(from, key) || undefined;
}

export function cloneElement(from: XmlElement): XmlElement {
  return {
    ...from,
    attributes: new Map(from.attributes),
    children: from.children.map((node) => (node.kind === "element" ? cloneElement(node) : node)),
  };
}

/** Adds, replaces or (with undefined) removes a child element, found by its name. */
export function setChild(parent: XmlElement, name: string, child: XmlElement | undefined): void {
  const at = parent.children.findIndex((node) => node.kind === "element" && node.name === name);
  if (at >= 0) parent.children.splice(at, 1, ...(child ? [child] : []));
  else if (child) parent.children.push(child);
}
