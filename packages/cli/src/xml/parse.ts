// XML that a host sends, to a tree. Small on purpose: no document types, no entities but the built-in ones.

import { isElement, type XmlElement, type XmlNode } from "./element.js";

/** Deeper nesting is refused before it can exhaust the stack of whoever walks the tree. */
const maxDepth = 256;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

export class XmlError extends Error {
  override name = "XmlError";
}

function resolveEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-fA-F]+|#[0-9]+|[A-Za-z]+);/g, (whole, body: string) => {
    if (!body.startsWith("#")) return entities[body] ?? whole;
    const code = body[1] === "x" ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const attributePattern = /\s+([^\s=/>]+)\s*=\s*("([^"]*)"|'([^']*)')/gy;
const namePattern = /[^\s/>]+/y;

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlNode[];
}

/** The root element. Throws XmlError. */
export function parseXml(xml: string): XmlElement {
  const root: Open = { name: "", attributes: {}, children: [] };
  const open: Open[] = [root];
  let at = 0;
  while (at < xml.length) {
    const parent = open.at(-1)!;
    const start = xml.indexOf("<", at);
    const text = xml.slice(at, start < 0 ? xml.length : start);
    if (text !== "" && parent !== root) parent.children.push(resolveEntities(text));
    if (start < 0) break;
    at = start;
    const rest = (opening: string, closing: string) => {
      const end = xml.indexOf(closing, at + opening.length);
      if (end < 0) throw new XmlError(`no end of ${opening} at offset ${at}`);
      const inside = xml.slice(at + opening.length, end);
      at = end + closing.length;
      return inside;
    };
    if (xml.startsWith("<!--", at)) parent.children.push({ comment: rest("<!--", "-->") });
    else if (xml.startsWith("<![CDATA[", at)) parent.children.push(rest("<![CDATA[", "]]>"));
    else if (xml.startsWith("<?", at)) rest("<?", "?>");
    else if (xml.startsWith("<!", at)) throw new XmlError(`a document type at offset ${at}`);
    else if (xml.startsWith("</", at)) {
      const name = rest("</", ">").trim();
      if (open.length === 1 || name !== parent.name) throw new XmlError(`</${name}> at offset ${at}`);
      open.pop();
    } else at = openElement(xml, at, open);
  }
  const element = root.children.find(isElement);
  if (open.length > 1 || element === undefined) throw new XmlError("the document is not complete");
  return element;
}

/** Reads a start tag; the element becomes the open one unless the tag also ends it. Returns where the tag ends. */
function openElement(xml: string, start: number, open: Open[]): number {
  namePattern.lastIndex = start + 1;
  const name = namePattern.exec(xml)?.[0];
  if (name === undefined) throw new XmlError(`no name at offset ${start}`);
  const element: Open = { name, attributes: {}, children: [] };
  let at = namePattern.lastIndex;
  for (;;) {
    attributePattern.lastIndex = at;
    const attribute = attributePattern.exec(xml);
    if (attribute === null) break;
    element.attributes[attribute[1]!] = resolveEntities(attribute[3] ?? attribute[4]!);
    at = attributePattern.lastIndex;
  }
  const end = /\s*(\/?)>/y;
  end.lastIndex = at;
  const closing = end.exec(xml);
  if (closing === null) throw new XmlError(`a broken tag <${name} at offset ${start}`);
  open.at(-1)!.children.push(element);
  if (closing[1] === "") {
    open.push(element);
    if (open.length > maxDepth) throw new XmlError(`more than ${maxDepth} elements inside each other`);
  }
  return end.lastIndex;
}
