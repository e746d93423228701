/** Storage pool documents: text to definition and back. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { invalidXml, refuse } from "../refusal.js";
import { type ChildRule, type ParseContext, shape } from "../shape.js";
import { formatUuid, parseUuid, randomUuid } from "../uuid.js";
import { choice, required, yesNo } from "../values.js";
import { parseXml } from "../xml-parse.js";
import { attribute, childNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { writeXml } from "../xml-write.js";
import { checkAdapter } from "./adapter.js";
import { type PoolOptions, readPoolOptions } from "./namespace.js";
import { permissionsIn } from "./permissions.js";
import { emptySource, readSource, usedParts } from "./pool-source.js";
import { POOL_TYPES, type PoolType, poolTypeNamed } from "./pool-types.js";
import { invalidStorage, unsupportedStorage } from "./refusal.js";
import { attributeAt, sanitizePath, textAt } from "./text.js";

export interface PoolDefinition {
  readonly type: PoolType;
  readonly name: string;
  readonly uuid: Uint8Array;
  readonly features: readonly XmlElement[];
  readonly source: XmlElement;
  /** Where its volumes appear on the host; undefined for storage that does not. */
  readonly targetPath: string | undefined;
  readonly permissions: readonly XmlElement[];
  readonly refresh: readonly XmlElement[];
  readonly options: PoolOptions | undefined;
}

/** What a pool holds, in bytes. Not part of a definition, but written into it. */
export interface PoolSizes {
  readonly capacity: bigint;
  readonly allocation: bigint;
  readonly available: bigint;
}

export function parsePool(xml: string, context: ParseContext): PoolDefinition {
  const root = parseXml(xml, { label: "storage_pool_definition", domain: ErrorDomain.storage });
  if (root.name !== "pool") throw invalidXml(`expecting root element of 'pool', not '${root.name}'`);
  return parsePoolElement(root, context);
}

/** The steps are in the order in which libvirt refuses. `around`: the elements that hold this one in a larger file. */
export function parsePoolElement(
  root: XmlElement,
  context: ParseContext,
  around: readonly XmlElement[] = [],
): PoolDefinition {
  const type = readType(root, context);
  const from = childNamed(root, "source");
  const given = from === undefined ? emptySource(type) : readSource(from, type, context);
  const name = readName(root, type, given);
  const uuid = readUuid(root, context);
  const features = featuresOf(type)(root, context);
  const source = completeSource(given, type, name);
  const target = type.remote ? undefined : readTarget(root, type, source, context);
  if (type.name === "iscsi-direct" && childNamed(source, "initiator") === undefined) {
    throw unsupportedStorage("missing initiator IQN");
  }
  return {
    type,
    name,
    uuid,
    features,
    source,
    targetPath: target?.path,
    permissions: target?.permissions ?? [],
    refresh: refresh(root, context),
    options: readPoolOptions(root, type, context, around),
  };
}

const typeName = required(choice(POOL_TYPES));

function readType(root: XmlElement, context: ParseContext): PoolType {
  return poolTypeNamed(typeName(attribute(root, "type"), { name: "type", element: root, context })!)!;
}

function readName(root: XmlElement, type: PoolType, source: XmlElement): string {
  const ofSource = type.parts.has("name") ? textOf(childNamed(source, "name")) : "";
  const name = textAt(root, "name") ?? (ofSource || undefined);
  if (name === undefined) throw invalidStorage("missing pool source name element");
  if (name.includes("/")) throw invalidStorage(`name ${name} cannot contain '/'`);
  return name;
}

function readUuid(root: XmlElement, context: ParseContext): Uint8Array {
  const text = textAt(root, "uuid");
  if (text === undefined) return randomUuid(context.random);
  const uuid = parseUuid(text);
  if (uuid === undefined) throw invalidStorage("malformed uuid element");
  return uuid;
}

/** What a kind of pool cannot do without. A source that is named like the pool need not say so. */
function completeSource(given: XmlElement, type: PoolType, name: string): XmlElement {
  const { parts } = type;
  if (parts.has("host") && childNamed(given, "host") === undefined) {
    throw invalidStorage("missing storage pool source host name");
  }
  if (parts.has("dir") && childNamed(given, "dir") === undefined) {
    throw invalidStorage("missing storage pool source path");
  }
  if (parts.has("adapter")) checkAdapter(childNamed(given, "adapter"));
  if (parts.size === 1 && parts.has("device") && childNamed(given, "device") === undefined) {
    throw invalidStorage("missing storage pool source device name");
  }
  const source = usedParts(given, type);
  if (!parts.has("name") || childNamed(source, "name") !== undefined) return source;
  const before = ["host", "device", "dir", "adapter"];
  const at = source.children.findIndex((node) => node.kind === "element" && !before.includes(node.name));
  const children = [...source.children];
  children.splice(at < 0 ? children.length : at, 0, element("name", {}, [name]));
  return { ...source, children };
}

function readTarget(root: XmlElement, type: PoolType, source: XmlElement, context: ParseContext) {
  const path = targetPath(root, type, source);
  if (path === undefined) throw invalidStorage("missing storage pool target path");
  return { path: sanitizePath(path), permissions: permissionsIn("target")(root, context) };
}

/** Volume groups and zpools are found under /dev, whatever the definition says. */
function targetPath(root: XmlElement, type: PoolType, source: XmlElement): string | undefined {
  const name = textOf(childNamed(source, "name"));
  if (type.name === "logical") return `/dev/${name}`;
  if (type.name === "zfs") return `/dev/zvol/${name}`;
  return textAt(root, "target", "path");
}

const copyOnWrite = shape("cow", { attributes: { state: yesNo } });
const features = shape("features", { children: [copyOnWrite] });

const featuresOf =
  (type: PoolType): ChildRule =>
  (root, context) => {
    const made = features(root, context);
    if (made.length > 0 && type.name !== "fs" && type.name !== "dir") throw cowUnsupported();
    return made;
  };

const cowUnsupported = () =>
  refuse(ErrorDomain.storage, ErrorCode.noSupport, "cow feature may only be used for 'fs' and 'dir' pools");

const refresh: ChildRule = (root) => {
  const allocation = attributeAt(root, ["refresh", "volume"], "allocation");
  if (allocation === undefined) return [];
  if (allocation !== "default" && allocation !== "capacity") {
    throw unsupportedStorage(`unknown storage pool volume refresh allocation type ${allocation}`);
  }
  return [element("refresh", {}, [element("volume", { allocation })])];
};

export function formatPool(pool: PoolDefinition, sizes: PoolSizes): string {
  const bytes = (name: string, value: bigint) => element(name, { unit: "bytes" }, [String(value)]);
  const target: XmlElement = {
    ...element("target", {}, [
      pool.targetPath === undefined ? undefined : element("path", {}, [pool.targetPath]),
      ...pool.permissions,
    ]),
    spread: true,
  };
  const { options } = pool;
  const root = element("pool", { type: pool.type.name }, [
    element("name", {}, [pool.name]),
    element("uuid", {}, [formatUuid(pool.uuid)]),
    bytes("capacity", sizes.capacity),
    bytes("allocation", sizes.allocation),
    bytes("available", sizes.available),
    ...pool.features,
    pool.source,
    ...(pool.type.remote ? [] : [target]),
    ...pool.refresh,
    options?.element,
  ]);
  if (options !== undefined) root.attributes.set(...options.declaration);
  return writeXml(root);
}
