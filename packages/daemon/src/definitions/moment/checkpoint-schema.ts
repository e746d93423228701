/**
 * The schema of checkpoints (domaincheckpoint.rng), which libvirt asks before it reads one. What is wrong is said in
 * the words of its validator, which name the element at the top that did not fit.
 */
import { ErrorCode, ErrorDomain, LibvirtError, type LibvirtError as Refusal } from "@virtgate/protocol";
import { Limit, parseInteger } from "../integer.js";
import { refuse } from "../refusal.js";
import type { ParseContext } from "../shape.js";
import { attribute, isElement, textOf, type XmlElement } from "../xml-tree.js";
import { keptDomain } from "./moment.js";

/** Where Debian and others have libvirt's schemas. */
const schemaFile = "/usr/share/libvirt/schemas/domaincheckpoint.rng";

const refused = (why: string): Refusal =>
  refuse(
    ErrorDomain.xml,
    ErrorCode.xmlInvalidSchema,
    `Unable to validate doc against ${schemaFile}\n${why}\n`,
  );

const hasOnly = (node: XmlElement, ...names: readonly string[]) =>
  [...node.attributes.keys()].every((name) => names.includes(name) || name.startsWith("xmlns"));

const isBlank = (node: XmlElement) =>
  node.children.every((child) => isElement(child) || child.kind === "comment" || child.text.trim() === "");

const isPlain = (node: XmlElement) => hasOnly(node) && !node.children.some(isElement);

const isName = (node: XmlElement) => isPlain(node) && /^[\w-][\w.-]*$/.test(textOf(node));

const isUnsignedLong = (text: string) => parseInteger(text.trim(), Limit.unsignedLongLong) !== undefined;

/** A disk by its name in the guest, or by an absolute path. */
const isDiskName = (name: string) =>
  /^(?:ioemu:)?(?:fd|hd|sd|vd|xvd|ubd)[a-zA-Z0-9_]+$/.test(name) || /^(?:\/|[a-zA-Z]:\\)./.test(name);

function isDisk(node: XmlElement): boolean {
  if (node.name !== "disk" || !hasOnly(node, "name", "checkpoint", "bitmap", "size")) return false;
  if (!isBlank(node) || node.children.some(isElement)) return false;
  const [name, kind, size] = ["name", "checkpoint", "size"].map((one) => attribute(node, one));
  if (name === undefined || !isDiskName(name)) return false;
  if (kind === "no") return hasOnly(node, "name", "checkpoint");
  return (kind ?? "bitmap") === "bitmap" && (size === undefined || isUnsignedLong(size));
}

function isDisks(node: XmlElement): boolean {
  const inside = node.children.filter(isElement);
  return hasOnly(node) && isBlank(node) && inside.length > 0 && inside.every(isDisk);
}

function isParent(node: XmlElement): boolean {
  const inside = node.children.filter(isElement);
  return (
    hasOnly(node) && isBlank(node) && inside.length === 1 && inside[0]!.name === "name" && isName(inside[0]!)
  );
}

/** The schema of domains is far stricter than libvirt's own reader; this one says what that says. */
function isDomain(node: XmlElement, context: ParseContext): boolean {
  try {
    keptDomain(node, context);
    return true;
  } catch (thrown) {
    if (thrown instanceof LibvirtError) return false;
    throw thrown;
  }
}

const RULES: Readonly<Record<string, (node: XmlElement, context: ParseContext) => boolean>> = {
  name: isName,
  description: isPlain,
  creationTime: (node) => isPlain(node) && isUnsignedLong(textOf(node)),
  disks: isDisks,
  domain: isDomain,
  parent: isParent,
};

export function validateCheckpoint(root: XmlElement, context: ParseContext): void {
  for (const name of root.attributes.keys()) {
    if (!name.startsWith("xmlns")) throw refused(`Invalid attribute ${name} for element ${root.name}`);
  }
  if (!isBlank(root)) throw refused(`Element ${root.name} has extra content: text`);
  const seen = new Set<string>();
  for (const child of root.children.filter(isElement)) {
    const rule = RULES[child.name];
    if (rule === undefined) throw refused(`Element ${root.name} has extra content: ${child.name}`);
    if (seen.has(child.name) || !rule(child, context))
      throw refused(
        `Extra element ${child.name} in interleave\nElement ${root.name} failed to validate content`,
      );
    seen.add(child.name);
  }
}
