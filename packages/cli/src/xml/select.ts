// `dumpxml --xpath`: the selected nodes as text, written as libxml2 writes them.

import { Failure } from "../failure.js";
import type { Terminal } from "../terminal.js";
import { documentOf, type Node } from "./document.js";
import type { XmlElement } from "./element.js";
import { parseXml } from "./parse.js";
import { writeNode } from "./write.js";
import { evaluateXPath } from "./xpath.js";
import { XPathError } from "./xpath-expression.js";
import { isNodes, UnknownFunction, type Value } from "./xpath-functions.js";

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

/** A whole document. */
export const elementText = (element: XmlElement): string => writeNode(documentOf(element), "");

/** What `--xpath` prints. Throws Failure for an expression that has a value, but selects no nodes. */
export function selectText(xml: string, xpath: string, wrapped: boolean, terminal: Terminal): string {
  const root = documentOf(parseXml(xml));
  const value = evaluate(xpath, root.children[0]!, terminal);
  if (!isNodes(value)) throw new Failure(`internal error: Incorrect xpath '${xpath}'`);
  if (wrapped) return `${wrap(value)}\n`;
  return value.map((node) => `${writeNode(node, "")}\n`).join("");
}
