/** `<disk>` of a snapshot: which disk, and where its snapshot goes. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { parseDiskSource, STORAGE_FORMATS, STORAGE_TYPES } from "../domain/devices/disk-source.js";
import { scaledChild } from "../domain/devices/scaled.js";
import { refuse } from "../refusal.js";
import { type ParseContext, shape } from "../shape.js";
import { choice } from "../values.js";
import { attribute, childNamed, element, type XmlElement } from "../xml-tree.js";
import { LOCATIONS, type Location, type SnapshotDisk } from "./snapshot.js";

const invalid = (detail: string) => refuse(ErrorDomain.domainSnapshot, ErrorCode.xmlError, detail);
const location = choice(LOCATIONS);
const storageType = choice(STORAGE_TYPES);
const FORMATS: readonly string[] = STORAGE_FORMATS;

const driver = shape("driver", {
  attributes: {
    type(value) {
      if (!value) return undefined;
      if (FORMATS.includes(value)) return value;
      const detail = `unknown disk snapshot driver '${value}'`;
      throw refuse(ErrorDomain.domainSnapshot, ErrorCode.configUnsupported, detail);
    },
  },
  children: [shape("metadata_cache", { children: [scaledChild("max_size", "bytes")] })],
});

/** The attribute that says where such storage is. */
const PATHS: Readonly<Record<string, string>> = {
  file: "file",
  block: "dev",
  network: "name",
  vhostuser: "path",
};

/** The file, the device, or the name at the server; undefined where there is none. */
export function pathOf({ type, source }: Pick<SnapshotDisk, "type" | "source">): string | undefined {
  const name = PATHS[type];
  const path = (name && attribute(source, name)) || undefined;
  // The first part of these is the pool or the volume.
  const split = ["gluster", "rbd"].includes(attribute(source, "protocol") ?? "");
  return split ? path?.slice(path.indexOf("/") + 1) : path;
}

export function readSnapshotDisk(from: XmlElement, redefine: boolean, context: ParseContext): SnapshotDisk {
  const name = attribute(from, "name");
  if (name === undefined) {
    const detail = "missing name from disk snapshot element";
    throw refuse(ErrorDomain.domainSnapshot, ErrorCode.internalError, detail);
  }
  const read = (rule: typeof location, label: string) =>
    rule(attribute(from, label), { name: label, element: from, context });
  const given = read(location, "snapshot") as Location | undefined;
  const type = read(storageType, "type") ?? "file";
  if (type === "volume" || type === "dir") throw invalid(`unsupported disk snapshot type '${type}'`);
  const deleting = redefine && childNamed(from, "snapshotDeleteInProgress") !== undefined;
  const source = readSource(from, type, context);
  const [format] = driver(from, context);
  const path = pathOf({ type, source });
  if ((type === "file" || type === "block") && path !== undefined && !path.startsWith("/"))
    throw invalid(`disk snapshot image path '${path}' must be absolute`);
  const elsewhere = path !== undefined || format?.attributes.has("type");
  return {
    name,
    location: given ?? (elsewhere ? "external" : undefined),
    type,
    driver: format,
    source,
    deleting,
  };
}

function readSource(from: XmlElement, type: string, context: ParseContext): XmlElement | undefined {
  const given = childNamed(from, "source");
  const source = given && parseDiskSource(given, type, context);
  // Of no use here, where nothing is started.
  source?.attributes.delete("startupPolicy");
  return source;
}

export function snapshotDiskElement(disk: SnapshotDisk): XmlElement {
  const { name, location, type, driver, source, deleting } = disk;
  const elsewhere = pathOf(disk) !== undefined || driver?.attributes.has("type");
  return element("disk", { name, snapshot: location, type: elsewhere ? type : undefined }, [
    deleting ? element("snapshotDeleteInProgress") : undefined,
    ...(elsewhere ? [driver, source && isSaying(source) ? source : undefined] : []),
  ]);
}

const isSaying = ({ attributes, children }: XmlElement) => attributes.size > 0 || children.length > 0;
