// An XML tree as XPath sees it (XPath 1.0, section 5): nodes with parents, in document order.

import { isElement, type XmlElement } from "./element.js";

export interface Node {
  readonly kind: "root" | "element" | "attribute" | "text" | "comment";
  /** With its prefix. Empty for what has no name. */
  readonly name: string;
  /** The namespace of an element or a prefixed attribute; empty for none. */
  readonly namespace: string;
  /** The text of an attribute, a text or a comment. */
  readonly value: string;
  readonly parent: Node | undefined;
  readonly children: readonly Node[];
  readonly attributes: readonly Node[];
  /** Namespace declarations are no attributes, but part of the element when it is written. */
  readonly declarations: readonly (readonly [string, string])[];
  /** The place in document order. */
  readonly order: number;
}

type Building = { -readonly [Key in keyof Node]: Node[Key] } & { children: Node[]; attributes: Node[] };

const isDeclaration = (name: string) => name === "xmlns" || name.startsWith("xmlns:");

/** The document of an element. Text that is only blanks is left out, as libvirt's tools leave it out. */
export function documentOf(element: XmlElement): Node {
  let order = 0;
  const make = (kind: Node["kind"], name: string, value: string, parent: Node | undefined): Building => ({
    kind,
    name,
    namespace: "",
    value,
    parent,
    children: [],
    attributes: [],
    declarations: [],
    order: order++,
  });

  function build(from: XmlElement, parent: Node, outer: ReadonlyMap<string, string>): Node {
    const node = make("element", from.name, "", parent);
    const entries = Object.entries(from.attributes);
    node.declarations = entries.filter(([name]) => isDeclaration(name));
    const scope = new Map(outer);
    for (const [name, uri] of node.declarations) scope.set(name === "xmlns" ? "" : name.slice(6), uri);
    node.namespace = scope.get(prefixOf(from.name)) ?? "";
    for (const [name, value] of entries) {
      if (isDeclaration(name)) continue;
      const attribute = make("attribute", name, value, node);
      const prefix = prefixOf(name);
      attribute.namespace = prefix === "" ? "" : (scope.get(prefix) ?? "");
      node.attributes.push(attribute);
    }
    const hasElements = from.children.some(isElement);
    for (const child of from.children) {
      if (typeof child === "string") {
        if (!hasElements || child.trim() !== "") node.children.push(make("text", "", child, node));
      } else if (isElement(child)) node.children.push(build(child, node, scope));
      else node.children.push(make("comment", "", child.comment, node));
    }
    return node;
  }

  const root = make("root", "", "", undefined);
  root.children.push(build(element, root, new Map()));
  return root;
}

const prefixOf = (name: string) => (name.includes(":") ? name.slice(0, name.indexOf(":")) : "");

export const localName = ({ name }: Node): string => name.slice(name.indexOf(":") + 1);

/** The string-value of a node. */
export function stringOf(node: Node): string {
  if (node.kind !== "root" && node.kind !== "element") return node.value;
  return node.children.map((child) => (child.kind === "comment" ? "" : stringOf(child))).join("");
}

/** The nodes below, in document order, without attributes. */
export function* descendantsOf(node: Node): Generator<Node> {
  for (const child of node.children) {
    yield child;
    yield* descendantsOf(child);
  }
}
