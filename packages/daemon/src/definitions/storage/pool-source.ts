/** `<source>` of a pool: where its storage comes from. */
import { type ChildRule, each, type ParseContext, type Shape, shape, type ValueRule } from "../shape.js";
import { signedInt, yesNo } from "../values.js";
import { attribute, childNamed, element, isElement, type XmlElement } from "../xml-tree.js";
import { adapter } from "./adapter.js";
import { NETFS_FORMATS, type PoolType, type SourcePart } from "./pool-types.js";
import { invalidStorage, storageDetail, unsupportedStorage } from "./refusal.js";
import { poolAuth } from "./secret.js";
import { attributeAt, sanitizePath, textAt } from "./text.js";

const neededText =
  (refusal: string): ValueRule =>
  (value) => {
    if (value === undefined) throw invalidStorage(refusal);
    return value;
  };

const port: ValueRule = (value, at) => {
  const number = signedInt(value, at);
  return number === "0" ? undefined : number;
};

const host = shape("host", {
  attributes: { name: neededText("missing storage pool host name"), port },
});
const device = shape("device", {
  attributes: { path: neededText("missing storage pool source device path"), part_separator: yesNo },
});

/** An element for the text or attribute at a path; nothing when there is none. */
const optional = (value: string | undefined, make: (value: string) => XmlElement): XmlElement[] =>
  value === undefined ? [] : [make(value)];

const nameOf =
  (type: PoolType): ChildRule =>
  (source) => {
    const name = textAt(source, "name");
    if (name === undefined && type.name === "rbd") {
      throw invalidStorage("element 'name' is mandatory for RBD pool");
    }
    return optional(name, (value) => element("name", {}, [value]));
  };

const formatOf =
  (type: PoolType): ChildRule =>
  (source) => {
    if (type.formats === undefined) return [];
    const format = attributeAt(source, ["format"], "type") ?? type.formats.standard;
    if (!type.formats.names.includes(format)) throw unsupportedStorage(`unknown pool format type ${format}`);
    return [element("format", { type: format })];
  };

const initiator: ChildRule = (source) =>
  optional(attributeAt(source, ["initiator", "iqn"], "name"), (name) =>
    element("initiator", {}, [element("iqn", { name })]),
  );

const dirOf =
  (type: PoolType): ChildRule =>
  (source) => {
    const path = attributeAt(source, ["dir"], "path") ?? (type.name === "gluster" ? "/" : undefined);
    return optional(path, (value) => element("dir", { path: sanitizePath(value) }));
  };

/** The version of NFS. Whether the format allows it is judged by the format's number, whatever kind of pool it is. */
const protocolOf =
  (type: PoolType): ChildRule =>
  (source) => {
    const version = attributeAt(source, ["protocol"], "ver");
    if (version === undefined) return [];
    const format = attributeAt(source, ["format"], "type") ?? type.formats?.standard ?? "";
    const number = Math.max(type.formats?.names.indexOf(format) ?? 0, 0);
    if (number > 1) {
      const shown = NETFS_FORMATS[number] ?? "(null)";
      throw unsupportedStorage(`storage pool protocol ver unsupported for pool type '${shown}'`);
    }
    if (version.includes(",")) {
      throw storageDetail(`storage pool protocol ver '${version}' must not contain ','`);
    }
    return [element("protocol", { ver: version })];
  };

const labelled =
  (name: "vendor" | "product"): ChildRule =>
  (source) =>
    optional(attributeAt(source, [name], "name"), (value) => element(name, { name: value }));

const written = ["host", "device", "dir", "adapter", "name", "initiator", "format"] as const;
const place = (node: XmlElement) => {
  const at = (written as readonly string[]).indexOf(node.name);
  return at < 0 ? written.length : at;
};

/** Read in libvirt's order, which decides what is refused first; then put into the order in which it is written. */
function sourceShape(type: PoolType): Shape {
  return shape("source", {
    spread: true,
    children: [
      nameOf(type),
      formatOf(type),
      each(host),
      initiator,
      each(device),
      dirOf(type),
      adapter,
      poolAuth,
      protocolOf(type),
      labelled("vendor"),
      labelled("product"),
    ],
    finish(made) {
      const parts = made.children.filter(isElement).sort((one, other) => place(one) - place(other));
      return { ...made, children: parts };
    },
  });
}

const shapes = new Map<PoolType, Shape>();

function shapeFor(type: PoolType): Shape {
  const found = shapes.get(type) ?? sourceShape(type);
  shapes.set(type, found);
  return found;
}

/** A source on its own, as the discovery of sources takes it. Nothing is left out yet. */
export const readSource = (from: XmlElement, type: PoolType, context: ParseContext): XmlElement =>
  shapeFor(type).apply(from, context)!;

const dropped: readonly SourcePart[] = ["host", "device", "dir", "adapter", "name", "initiator"];

/** Without what this kind of pool does not use. */
export function usedParts(source: XmlElement, type: PoolType): XmlElement {
  const useless = new Set<string>(dropped.filter((part) => !type.parts.has(part)));
  return {
    ...source,
    children: source.children.filter((node) => !isElement(node) || !useless.has(node.name)),
  };
}

/** The source of a definition that names none: its usual format is all there is. */
export function emptySource(type: PoolType): XmlElement {
  const format = type.formats && element("format", { type: type.formats.standard });
  return { ...element("source", {}, [format]), spread: true };
}

export const sourceHostName = (source: XmlElement): string | undefined =>
  attribute(childNamed(source, "host"), "name");
