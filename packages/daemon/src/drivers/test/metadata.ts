// `<metadata>` belongs to other applications, each under its own XML namespace (virDomainMetadataType "element").

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { parseXml, writeForeignXml } from "../../definitions/index.js";
import { cloneElement, element, isElement, type XmlElement } from "../../definitions/xml-tree.js";
import type { MetadataChange } from "../driver.js";

/** Namespace prefix -> URI, as far as an element and those around it declare them. "" is the default namespace. */
type Scope = ReadonlyMap<string, string>;

const isDeclaration = (name: string) => name === "xmlns" || name.startsWith("xmlns:");

function scopeOf(node: XmlElement, outer: Scope): Scope {
  const declared = [...node.attributes].filter(([name]) => isDeclaration(name));
  if (declared.length === 0) return outer;
  return new Map([
    ...outer,
    ...declared.map(([name, value]) => [name.slice("xmlns:".length), value] as const),
  ]);
}

function splitName(name: string): { prefix: string; local: string } {
  const colon = name.indexOf(":");
  return { prefix: name.slice(0, Math.max(colon, 0)), local: name.slice(colon + 1) };
}

/** An element's namespace; undefined when it has none. */
const namespaceOf = (node: XmlElement, scope: Scope) => scope.get(splitName(node.name).prefix);

/** The first child of `<metadata>` that is in this namespace. */
function find(
  metadata: XmlElement | undefined,
  uri: string,
): { found: XmlElement; outer: Scope } | undefined {
  if (metadata === undefined) return undefined;
  const outer = scopeOf(metadata, new Map());
  for (const child of metadata.children) {
    if (isElement(child) && namespaceOf(child, scopeOf(child, outer)) === uri) return { found: child, outer };
  }
  return undefined;
}

/** What an application stored under its namespace, without the namespace; undefined when nothing is there. */
export function readMetadata(metadata: XmlElement | undefined, uri: string): string | undefined {
  const match = find(metadata, uri);
  if (match === undefined) return undefined;
  const copy = withoutNamespace(match.found, uri, match.outer);
  // Of several declarations of the same namespace only the first goes, as in libvirt.
  for (const [name, value] of copy.attributes) {
    if (value !== uri || !isDeclaration(name)) continue;
    copy.attributes.delete(name);
    break;
  }
  return writeForeignXml(copy);
}

function withoutNamespace(node: XmlElement, uri: string, outer: Scope): XmlElement {
  const scope = scopeOf(node, outer);
  return {
    ...node,
    name: namespaceOf(node, scope) === uri ? splitName(node.name).local : node.name,
    attributes: new Map(node.attributes),
    children: node.children.map((child) => (isElement(child) ? withoutNamespace(child, uri, scope) : child)),
  };
}

/** `<metadata>` with the change made: what was under the namespace goes, and what is new comes last. */
export function replaceMetadata(
  metadata: XmlElement | undefined,
  change: MetadataChange,
): XmlElement | undefined {
  const uri = change.uri ?? "";
  const added = change.metadata === null ? undefined : inNamespace(change.metadata, change.key ?? "", uri);
  if (metadata === undefined && added === undefined) return undefined;
  const changed = metadata === undefined ? element("metadata") : cloneElement(metadata);
  const old = find(changed, uri)?.found;
  if (old !== undefined) changed.children.splice(changed.children.indexOf(old), 1);
  if (added !== undefined) changed.children.push(added);
  return changed;
}

/** Parses what a client sent, and puts it under `prefix`, which stands for `uri` from now on. */
function inNamespace(source: string, prefix: string, uri: string): XmlElement {
  const root = parseXml(source, { label: "metadata_xml", domain: ErrorDomain.domain });
  if (!isPrefix(prefix)) throw refused("failed to validate prefix for a new XML namespace");
  if (root.attributes.has(`xmlns:${prefix}`)) throw refused("failed to create a new XML namespace");
  const made = prefixed(root, prefix, new Map());
  // Declarations come before other attributes, and this one is the last of them.
  const attributes = [...made.attributes];
  const declared = attributes.filter(([name]) => isDeclaration(name));
  const others = attributes.filter((pair) => !declared.includes(pair));
  return { ...made, attributes: new Map([...declared, [`xmlns:${prefix}`, uri], ...others]) };
}

/** Names without a namespace get the prefix; those that have one keep it. */
function prefixed(node: XmlElement, prefix: string, outer: Scope): XmlElement {
  const scope = scopeOf(node, outer);
  return {
    ...node,
    name: namespaceOf(node, scope) === undefined ? `${prefix}:${node.name}` : node.name,
    attributes: new Map(node.attributes),
    children: node.children.map((child) => (isElement(child) ? prefixed(child, prefix, scope) : child)),
  };
}

/** An XML name without a colon (Namespaces in XML, "NCName"), as far as people use them. */
const isPrefix = (text: string) => /^[\p{L}_][\p{L}\p{N}\p{M}._-]*$/u.test(text);

const refused = (detail: string) => libvirtError(ErrorDomain.xml, ErrorCode.internalError, detail);
