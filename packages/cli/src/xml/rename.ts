// A document under another name: what `vol-clone` makes of the original's.

import { documentOf } from "./document.js";
import { isElement, type XmlElement } from "./element.js";
import { parseXml } from "./parse.js";
import { writeNode } from "./write.js";

/** The document with this text in its first `<name>`. */
export function renamed(xml: string, name: string): string {
  const root = parseXml(xml);
  const at = root.children.findIndex((node) => isElement(node) && node.name === "name");
  const children = root.children.map((node, index) =>
    index === at ? { ...(node as XmlElement), children: [name] } : node,
  );
  return writeNode(documentOf({ ...root, children }).children[0]!, "");
}
