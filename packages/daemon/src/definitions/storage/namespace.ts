/** Elements of a pool that stand in a namespace of their kind: options for mounting, options for Ceph. */
import { type ParseContext, type Shape, shape } from "../shape.js";
import { isElement, type XmlElement } from "../xml-tree.js";
import type { PoolType } from "./pool-types.js";
import { invalidStorage } from "./refusal.js";

interface Extension {
  readonly prefix: string;
  readonly uri: string;
  /** Its one element. */
  readonly name: string;
  readonly option: Shape;
}

const mountOption = shape("option", {
  attributes: {
    name(value) {
      if (value === undefined) throw invalidStorage("no fs mount option name specified");
      return value;
    },
  },
});

const cephOption = shape("option", {
  attributes: {
    name(value) {
      if (value === undefined) throw invalidStorage("no rbd option name specified");
      if (value === "") throw invalidStorage("empty rbd option name specified");
      return value;
    },
    value(value, at) {
      const name = at.element.attributes.get("name");
      if (value === undefined) throw invalidStorage(`no rbd option value specified for name '${name}'`);
      if (value === "") throw invalidStorage(`empty rbd option value specified for name '${name}'`);
      return value;
    },
  },
});

const mount: Extension = {
  prefix: "fs",
  uri: "http://libvirt.org/schemas/storagepool/fs/1.0",
  name: "mount_opts",
  option: mountOption,
};
const ceph: Extension = {
  prefix: "rbd",
  uri: "http://libvirt.org/schemas/storagepool/rbd/1.0",
  name: "config_opts",
  option: cephOption,
};
const extensions: Readonly<Record<string, Extension>> = { fs: mount, netfs: mount, rbd: ceph };

/** The local name of an element in this namespace; undefined for all others. */
function localName(node: XmlElement, uri: string, around: readonly XmlElement[]): string | undefined {
  const colon = node.name.indexOf(":");
  const declaration = colon < 0 ? "xmlns" : `xmlns:${node.name.slice(0, colon)}`;
  const declared = [node, ...around].find((one) => one.attributes.has(declaration));
  return declared?.attributes.get(declaration) === uri ? node.name.slice(colon + 1) : undefined;
}

export interface PoolOptions {
  /** The attribute that declares the namespace on the pool. */
  readonly declaration: readonly [name: string, uri: string];
  readonly element: XmlElement;
}

/** `around`: the element that holds the pool, when it is part of a larger file. */
export function readPoolOptions(
  pool: XmlElement,
  type: PoolType,
  context: ParseContext,
  around: readonly XmlElement[] = [],
): PoolOptions | undefined {
  const extension = extensions[type.name];
  if (extension === undefined) return undefined;
  const { prefix, uri, name, option } = extension;
  const inside = (parent: XmlElement, wanted: string, outer: readonly XmlElement[]) =>
    parent.children.filter(isElement).filter((child) => localName(child, uri, outer) === wanted);
  const options = inside(pool, name, [pool, ...around]).flatMap((holder) =>
    inside(holder, "option", [holder, pool, ...around]).map((from) => option.apply(from, context)!),
  );
  if (options.length === 0) return undefined;
  return {
    declaration: [`xmlns:${prefix}`, uri],
    element: {
      kind: "element",
      name: `${prefix}:${name}`,
      attributes: new Map(),
      children: options.map((made) => ({ ...made, name: `${prefix}:option` })),
    },
  };
}
