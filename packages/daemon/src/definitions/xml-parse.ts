/**
 * Text to tree. saxes decides what is well-formed; when it refuses, xml-diagnose.ts looks for libxml2's words,
 * because those are what libvirt's clients show. Size and depth are limited, and no entity is ever expanded.
 */
import { ErrorCode, type LibvirtError, libvirtError } from "@virtgate/protocol";
import { SaxesParser } from "saxes";
import { MAX_XML_CHARACTERS, MAX_XML_DEPTH, MAX_XML_ELEMENTS } from "./limits.js";
import { diagnose } from "./xml-diagnose.js";
import type { XmlElement, XmlNode } from "./xml-tree.js";

export interface ParseXmlOptions {
  /** What the document is, as libvirt puts it before each parse error: `(domain_definition)`. */
  readonly label: string;
  /** Without the brackets: libvirt has them around most labels. */
  readonly bareLabel?: boolean;
  /** VIR_FROM_… of a parse error. */
  readonly domain: number;
  /** How large it may be; as large as one definition when absent. */
  readonly limits?: XmlLimits;
}

export interface XmlLimits {
  readonly characters: number;
  readonly elements: number;
}

const ONE_DEFINITION: XmlLimits = { characters: MAX_XML_CHARACTERS, elements: MAX_XML_ELEMENTS };

class Malformed extends Error {}

export function parseXml(source: string, options: ParseXmlOptions): XmlElement {
  const limits = options.limits ?? ONE_DEFINITION;
  if (source.length > limits.characters) {
    throw refuseXml(options, "1: internal error: Huge input lookup\n(null)\n^");
  }
  try {
    return build(source, limits.elements);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw refuseXml(options, diagnose(source, error.message));
  }
}

const refuseXml = (options: ParseXmlOptions, text: string): LibvirtError =>
  libvirtError(
    options.domain,
    ErrorCode.xmlDetail,
    `${options.bareLabel ? options.label : `(${options.label})`}:${text}`,
  );

function build(source: string, maxElements: number): XmlElement {
  const parser = new SaxesParser({
    xmlns: false,
    position: false,
    defaultXMLVersion: "1.0",
    forceXMLVersion: true,
  });
  let root: XmlElement | undefined;
  const open: XmlElement[] = [];
  let count = 0;
  const add = (node: XmlNode) => open.at(-1)?.children.push(node);

  parser.on("error", (error) => {
    throw new Malformed(error.message);
  });
  parser.on("opentag", (tag) => {
    if (open.length >= MAX_XML_DEPTH) throw new Malformed("too deep");
    if (++count > maxElements) throw new Malformed(`more than ${maxElements} elements`);
    const made: XmlElement = {
      kind: "element",
      name: tag.name,
      attributes: new Map(Object.entries(tag.attributes)),
      children: [],
    };
    add(made);
    root ??= made;
    open.push(made);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("text", (text) => {
    if (open.length > 0) add({ kind: "text", text });
  });
  parser.on("cdata", (text) => add({ kind: "cdata", text }));
  parser.on("comment", (text) => add({ kind: "comment", text }));
  parser.on("processinginstruction", (pi) => {
    add({ kind: "instruction", text: pi.body ? `${pi.target} ${pi.body}` : pi.target });
  });
  parser.write(source).close();
  if (!root) throw new Malformed("no root element");
  return root;
}
