// `dumpxml --xpath`: the selected nodes as text, written as libxml2 writes them.

import { Failure } from "../failure.js";
import type { Terminal } from "../terminal.js";
import { documentOf, type Node } from "./document.js";
import { parseXml } from "./parse.js";
import { evaluateXPath } from "./xpath.js";
import { XPathError } from "./xpath-expression.js";
import { isNodes, UnknownFunction, type Value } from "./xpath-functions.js";

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
function writeNode(node: Node, indent: string): string {
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

/** The nodes inside a common element, whose attributes the selected attributes become. */
function wrap(nodes: readonly Node[]): string {
  const attributes = new Map(
    nodes.filter(({ kind }) => kind === "attribute").map((node) => [node.name, node]),
  );
  const wrapper: Node = {
    kind: "element",
    name: "nodes",
    namespace: "",
    value: "",
    parent: undefined,
    children: nodes.flatMap((node) =>
      node.kind === "root" ? node.children : node.kind === "attribute" ? [] : [node],
    ),
    attributes: [...attributes.values()],
    declarations: [],
    order: 0,
  };
  return writeNode(wrapper, "");
}

/** A broken expression is told as libxml2 tells it, and selects nothing. */
function evaluate(xpath: string, node: Node, terminal: Terminal): Value {
  try {
    return evaluateXPath(xpath, node);
  } catch (thrown) {
    if (!(thrown instanceof XPathError)) throw thrown;
    if (thrown instanceof UnknownFunction) {
      terminal.errorText(`xmlXPathCompOpEval: function ${thrown.function} not found\n`);
    }
    const place = thrown.at === undefined ? "" : `${xpath}\n${" ".repeat(thrown.at)}^\n`;
    terminal.errorText(`XPath error : ${thrown.message}\n${place}`);
    return [];
  }
}

/** What `--xpath` prints. Throws Failure for an expression that has a value, but selects no nodes. */
export function selectText(xml: string, xpath: string, wrapped: boolean, terminal: Terminal): string {
  const root = documentOf(parseXml(xml));
  const value = evaluate(xpath, root.children[0]!, terminal);
  if (!isNodes(value)) throw new Failure(`internal error: Incorrect xpath '${xpath}'`);
  if (wrapped) return `${wrap(value)}\n`;
  return value.map((node) => `${writeNode(node, "")}\n`).join("");
}
