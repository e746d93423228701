/** Storage volume documents: text to definition and back. What they may say depends on the pool. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../integer.js";
import { invalidXml, refuse } from "../refusal.js";
import type { ChildRule, ParseContext } from "../shape.js";
import { parseScaled, scaleToBytes } from "../units.js";
import { parseXml } from "../xml-parse.js";
import { element, find, isElement, textOf, type XmlElement } from "../xml-tree.js";
import { writeXml } from "../xml-write.js";
import { permissionsIn } from "./permissions.js";
import type { PoolType } from "./pool-types.js";
import { invalidStorage, unsupportedStorage } from "./refusal.js";
import { encryption } from "./secret.js";
import { attributeAt, textAt } from "./text.js";

export interface VolumeDefinition {
  readonly name: string;
  readonly type: string;
  /** Given in the files of a host only; a pool gives its volumes others. */
  readonly key: string | undefined;
  readonly path: string | undefined;
  readonly capacityBytes: bigint;
  readonly allocationBytes: bigint;
  readonly target: VolumeFile;
  readonly backingStore: (VolumeFile & { readonly path: string }) | undefined;
}

/** What a volume's data is kept in. */
export interface VolumeFile {
  /** By its number, because the pool may become one of another kind, which knows it by another name. */
  readonly format: number;
  /** What is written behind path and format. */
  readonly rest: readonly XmlElement[];
}

export const parseVolume = (xml: string, pool: PoolType, context: ParseContext): VolumeDefinition =>
  parseVolumeElement(readVolumeRoot(xml), pool, context);

/** The document as a tree: well-formed, and about a volume. */
export function readVolumeRoot(xml: string): XmlElement {
  const root = parseXml(xml, { label: "storage_volume_definition", domain: ErrorDomain.storage });
  if (root.name !== "volume") throw invalidXml(`expecting root element of 'volume', not '${root.name}'`);
  return root;
}

const volumeTypes = ["file", "block", "dir", "network", "netdir", "ploop"];

/** The steps are in the order in which libvirt refuses. */
export function parseVolumeElement(
  root: XmlElement,
  pool: PoolType,
  context: ParseContext,
): VolumeDefinition {
  const name = textAt(root, "name");
  if (name === undefined) throw invalidStorage("missing volume name element");
  const type = root.attributes.get("type") || "file";
  if (!volumeTypes.includes(type)) throw unsupportedStorage(`unknown volume type '${type}'`);
  const backingStore = readBackingStore(root, pool, context);
  const capacityBytes = readSize(root, "capacity");
  if (capacityBytes === undefined) throw invalidStorage("missing capacity element");
  const allocationBytes = readSize(root, "allocation") ?? capacityBytes;
  return {
    name,
    type,
    key: textAt(root, "key"),
    path: textAt(root, "target", "path"),
    capacityBytes,
    allocationBytes,
    target: readTarget(root, pool, context),
    backingStore,
  };
}

/** A file cannot be larger than what a signed 64-bit offset reaches. */
const maxBytes = 2n ** 63n - 1n;

function readSize(root: XmlElement, name: "capacity" | "allocation"): bigint | undefined {
  const text = textAt(root, name);
  if (text === undefined) return undefined;
  const value = parseInteger(text, Limit.unsignedLongLong);
  if (value === undefined || text.includes("-")) throw invalidStorage("malformed capacity element");
  return scaleToBytes(value, attributeAt(root, [name], "unit"), 1n, maxBytes);
}

function readFormat(root: XmlElement, pool: PoolType, holder: string): number {
  if (pool.volumeFormats === undefined) return 0;
  const { names, standard, internal } = pool.volumeFormats;
  const type = attributeAt(root, [holder, "format"], "type") ?? standard;
  const number = type === internal ? -1 : names.indexOf(type);
  if (number < 0) throw unsupportedStorage(`unknown volume format type ${type}`);
  return number;
}

function readBackingStore(
  root: XmlElement,
  pool: PoolType,
  context: ParseContext,
): VolumeDefinition["backingStore"] {
  const path = textAt(root, "backingStore", "path");
  if (path === undefined) return undefined;
  const format = readFormat(root, pool, "backingStore");
  return { path, format, rest: permissionsIn("backingStore")(root, context) };
}

function readTarget(root: XmlElement, pool: PoolType, context: ParseContext): VolumeFile {
  const format = readFormat(root, pool, "target");
  const permissions = permissionsIn("target")(root, context);
  const encrypted = find(root, "target", "encryption");
  const made = encrypted && encryption.apply(encrypted, context);
  const features = readFeatures(root);
  const compat = readCompat(root) ?? (features === undefined ? undefined : "1.1");
  const cluster = clusterSize(root, context);
  const rest = [
    ...permissions,
    ...(made === undefined ? [] : [made]),
    ...(compat === undefined ? [] : [element("compat", {}, [compat])]),
    ...cluster,
    ...(features?.() ?? []),
  ];
  return { format, rest };
}

/** The version of qcow2, such as "1.1". */
function readCompat(root: XmlElement): string | undefined {
  const compat = textAt(root, "target", "compat");
  if (compat === undefined) return undefined;
  const at = compat.indexOf(".");
  const isNumber = (text: string) => parseInteger(text, [-(2n ** 32n) + 1n, 2n ** 32n - 1n]) !== undefined;
  if (at < 0 || !isNumber(compat.slice(0, at)) || !isNumber(compat.slice(at + 1))) {
    throw invalidStorage("forbidden characters in 'compat' attribute");
  }
  return compat;
}

const clusterSize: ChildRule = (root) => {
  const from = find(root, "target", "clusterSize");
  const unit = attributeAt(root, ["target", "clusterSize"], "unit");
  const limit = Limit.unsignedLongLong[1];
  const bytes = parseScaled(textOf(from), unit, "./target/clusterSize", { defaultScale: 1n, limit });
  return bytes === undefined || bytes === 0n ? [] : [element("clusterSize", { unit: "B" }, [String(bytes)])];
};

const knownFeatures = ["lazy_refcounts", "extended_l2"];

/** What reads them, later: whether there are any decides what the compatibility is, but their names count last. */
function readFeatures(root: XmlElement): (() => XmlElement[]) | undefined {
  const holders = root.children
    .filter(isElement)
    .filter(({ name }) => name === "target")
    .flatMap((target) => target.children.filter(isElement).filter(({ name }) => name === "features"));
  if (holders.length === 0) return undefined;
  return () => {
    const given = new Set(
      holders.flatMap((holder) => holder.children.filter(isElement)).map(({ name }) => name),
    );
    for (const name of given) {
      if (!knownFeatures.includes(name)) throw unsupportedStorage(`unsupported feature ${name}`);
    }
    return [
      element(
        "features",
        {},
        knownFeatures.filter((name) => given.has(name)).map((name) => element(name)),
      ),
    ];
  };
}

/** Where a pool has put a volume. */
export interface VolumePlace {
  readonly pool: PoolType;
  readonly key: string;
  readonly path: string;
}

function writeFile(name: string, path: string, { format, rest }: VolumeFile, pool: PoolType): XmlElement {
  const type = pool.volumeFormats?.names[format];
  if (pool.volumeFormats !== undefined && type === undefined) throw unknownFormat(format);
  return element(name, {}, [
    element("path", {}, [path]),
    type === undefined ? undefined : element("format", { type }),
    ...rest,
  ]);
}

const unknownFormat = (number: number) =>
  refuse(ErrorDomain.storage, ErrorCode.internalError, `unknown volume format number ${number}`);

export function formatVolume(volume: VolumeDefinition, { pool, key, path }: VolumePlace): string {
  const bytes = (name: string, value: bigint) => element(name, { unit: "bytes" }, [String(value)]);
  const { backingStore } = volume;
  return writeXml(
    element("volume", { type: volume.type }, [
      element("name", {}, [volume.name]),
      element("key", {}, [key]),
      bytes("capacity", volume.capacityBytes),
      bytes("allocation", volume.allocationBytes),
      writeFile("target", path, volume.target, pool),
      backingStore && writeFile("backingStore", backingStore.path, backingStore, pool),
    ]),
  );
}
