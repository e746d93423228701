// XML as a tree: elements with attributes and children, and text.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

export interface XmlComment {
  readonly comment: string;
}

/** A child: an element, a comment, or text with its entities resolved. */
export type XmlNode = XmlElement | XmlComment | string;

export const isElement = (node: XmlNode): node is XmlElement => typeof node !== "string" && "name" in node;

export const childrenOf = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter(isElement).filter((child) => child.name === name);

export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  childrenOf(element, name)[0];

/** Follows names from parent to child: `childAt(domain, "devices", "disk")`. */
export function childAt(element: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>((at, name) => at && childOf(at, name), element);
}

/** All text inside, at any depth. */
export function contentOf(node: XmlNode): string {
  if (typeof node === "string") return node;
  return isElement(node) ? node.children.map(contentOf).join("") : "";
}

/** The text of a child element, if there is one. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const child = childOf(element, name);
  return child && contentOf(child);
}
