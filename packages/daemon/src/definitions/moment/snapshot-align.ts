/** A snapshot's disks beside the domain's: every disk of the domain gets its place, in the domain's order. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import type { DomainDefinition } from "../domain/definition.js";
import { diskTarget } from "../domain/devices/disk.js";
import { sourceName } from "../domain/devices/disk-source.js";
import { refuse } from "../refusal.js";
import { attribute, childNamed, element, type XmlElement } from "../xml-tree.js";
import { alignmentRefusals, diskByName, isEmptyDrive } from "./moment.js";
import type { Location, SnapshotDefinition, SnapshotDisk } from "./snapshot.js";
import { pathOf } from "./snapshot-disk.js";

const refusals = alignmentRefusals(ErrorDomain.domainSnapshot);
const { unsupported } = refusals;

export interface AlignOptions {
  /** For disks of which nothing else is said. Where it is "internal", all disks go together. */
  readonly location: "internal" | "external";
  /** The domain of the snapshot that is replaced, for one that does not know its own. */
  readonly existing?: DomainDefinition | undefined;
  /** Which of the domain's images are regular files: beside them new ones can be named. */
  readonly files: ReadonlySet<string>;
}

export function alignSnapshotDisks(
  snapshot: SnapshotDefinition,
  options: AlignOptions,
): readonly SnapshotDisk[] {
  const domain = snapshot.domain ?? options.existing;
  if (domain === undefined)
    throw refuse(ErrorDomain.domainSnapshot, ErrorCode.internalError, "missing domain in snapshot");
  const disks = domain.devices.disk;
  if (snapshot.disks.length > disks.length) throw refusals.tooMany();
  if (disks.length === 0) return [];
  const asked = new Map<string, SnapshotDisk>();
  for (const disk of snapshot.disks) {
    const own = diskByName(disks, disk.name);
    if (own === undefined) throw refusals.noDisk(disk.name);
    const target = diskTarget(own);
    if (asked.has(target)) throw refusals.twice(disk.name);
    asked.set(target, alignOne(disk, own, options.location));
  }
  const aligned = disks.map((own) => asked.get(diskTarget(own)) ?? unasked(own, options.location));
  return nameFiles(aligned, disks, snapshot.name, options);
}

/** What the domain says of its disk. Nothing changes on one that is read only. */
function ownLocation(own: XmlElement): Location | undefined {
  const usual = childNamed(own, "readonly") === undefined ? undefined : "no";
  return (attribute(own, "snapshot") as Location | undefined) ?? usual;
}

/** A disk that the user named. */
function alignOne(disk: SnapshotDisk, own: XmlElement, location: "internal" | "external"): SnapshotDisk {
  const together = location === "internal";
  const usual = ownLocation(own);
  let place = disk.location;
  if (place === undefined) {
    place = usual !== undefined && (!together || usual === "no") ? usual : location;
  } else if (together && place !== location && !(place === "no" && usual === "no")) {
    throw unsupported(`disk '${disk.name}' must use snapshot mode '${location}'`);
  }
  const path = pathOf(disk);
  if (path !== undefined && place !== "external")
    throw unsupported(`file '${path}' for disk '${disk.name}' requires use of external snapshot mode`);
  return { ...disk, name: diskTarget(own), location: place };
}

/** A disk that the user did not name. Nothing is taken of an empty drive. */
const unasked = (own: XmlElement, location: Location): SnapshotDisk => ({
  name: diskTarget(own),
  location: isEmptyDrive(own) ? "no" : (ownLocation(own) ?? location),
  type: "file",
  driver: undefined,
  source: undefined,
  deleting: false,
});

/** Files for external snapshots that were given none: named as the disk's own, with the snapshot's name behind. */
function nameFiles(
  aligned: readonly SnapshotDisk[],
  disks: readonly XmlElement[],
  snapshotName: string,
  { files }: AlignOptions,
): readonly SnapshotDisk[] {
  const made: SnapshotDisk[] = [];
  aligned.forEach((disk, at) => {
    if (disk.location !== "external" || pathOf(disk) !== undefined) {
      made.push(disk);
      return;
    }
    const path = newPath(disk, disks[at]!, snapshotName, files);
    // Only those before it: the ones behind it are still to be named.
    const other = made.find((one) => pathOf(one) === path);
    if (other !== undefined) {
      const what = `cannot generate external snapshot name for disk '${disk.name}'`;
      throw unsupported(`${what}: collision with disk '${other.name}'`);
    }
    made.push({ ...disk, source: element("source", { file: path }) });
  });
  return made;
}

function newPath(
  { name, type }: SnapshotDisk,
  own: XmlElement,
  snapshotName: string,
  files: ReadonlySet<string>,
): string {
  const what = `cannot generate external snapshot name for disk '${name}'`;
  if (type !== "file") throw unsupported(`${what} on a '${type}' device`);
  const origin = sourceName(own);
  if (origin === undefined) throw unsupported(`${what} without source`);
  if (!files.has(origin)) {
    const why = "is not a regular file; refusing to generate external snapshot name";
    throw unsupported(`source for disk '${name}' ${why}`);
  }
  // The suffix of the file's name goes, if it has one.
  const stem = origin.replace(/\.[^./]*$/, "");
  return `${stem}.${snapshotName}`;
}
