/** A checkpoint of a domain: from then on the blocks are noted that change. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import type { DomainDefinition } from "../domain/definition.js";
import { diskTarget } from "../domain/devices/disk.js";
import { formatDomain } from "../domain/format.js";
import { invalidXml, refuse } from "../refusal.js";
import { parseXml } from "../xml-parse.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import { writeXml } from "../xml-write.js";
import { validateCheckpoint } from "./checkpoint-schema.js";
import {
  alignmentRefusals,
  creationTimeElement,
  creationTimeOf,
  descriptionElement,
  descriptionOf,
  diskByName,
  isEmptyDrive,
  keptDomain,
  type MomentContext,
  type MomentDefinition,
  nameElement,
  nameOf,
  parentElement,
  parentNameOf,
} from "./moment.js";

export interface CheckpointDisk {
  readonly name: string;
  readonly kind: "no" | "bitmap";
  /** The name of what notes the changed blocks. */
  readonly bitmap: string | undefined;
}

export interface CheckpointDefinition extends MomentDefinition {
  readonly disks: readonly CheckpointDisk[];
}

const refusals = alignmentRefusals(ErrorDomain.domainCheckpoint);

export function parseCheckpoint(xml: string, context: MomentContext): CheckpointDefinition {
  const root = parseXml(xml, { label: "domain_checkpoint", domain: ErrorDomain.domainCheckpoint });
  if (root.name !== "domaincheckpoint")
    throw invalidXml(`expecting root element of 'domaincheckpoint', not '${root.name}'`);
  validateCheckpoint(root, context);
  const { redefine, now } = context;
  const given = nameOf(root);
  if (given === undefined && redefine) {
    const detail = "a redefined checkpoint must have a name";
    throw refuse(ErrorDomain.domainCheckpoint, ErrorCode.xmlError, detail);
  }
  const creationTime = redefine ? creationTimeOf(root) : now;
  if (creationTime === undefined) {
    const detail = "missing creationTime from existing checkpoint";
    throw refuse(ErrorDomain.domainCheckpoint, ErrorCode.internalError, detail);
  }
  const domain = redefine ? childNamed(root, "domain") : undefined;
  return {
    name: given ?? creationTime.toString(),
    description: descriptionOf(root),
    parentName: redefine ? parentNameOf(root) : undefined,
    creationTime,
    domain: domain && keptDomain(domain, context),
    disks: childrenNamed(root, "disks").flatMap((disks) => childrenNamed(disks, "disk").map(readDisk)),
  };
}

const readDisk = (from: XmlElement): CheckpointDisk => ({
  name: attribute(from, "name") ?? "",
  kind: attribute(from, "checkpoint") === "no" ? "no" : "bitmap",
  bitmap: attribute(from, "bitmap"),
});

/** Every disk of the domain gets its place, in the domain's order; those that take part get a bitmap. */
export function alignCheckpointDisks(
  checkpoint: CheckpointDefinition,
  domain: DomainDefinition,
): readonly CheckpointDisk[] {
  const disks = domain.devices.disk;
  if (checkpoint.disks.length > disks.length) throw refusals.tooMany();
  if (disks.length === 0)
    throw refusals.unsupported("domain must have at least one disk to perform checkpoints");
  const asked = new Map<string, CheckpointDisk>();
  for (const disk of checkpoint.disks) {
    const own = diskByName(disks, disk.name);
    if (own === undefined) throw refusals.noDisk(disk.name);
    const target = diskTarget(own);
    if (asked.has(target)) throw refusals.twice(disk.name);
    if (isUnchanging(own) && disk.kind !== "no")
      throw refusals.unsupported(`disk '${disk.name}' is empty or readonly`);
    asked.set(target, { ...disk, name: target });
  }
  const usual = checkpoint.disks.length === 0 ? "bitmap" : "no";
  return nameBitmaps(
    checkpoint.name,
    disks.map((own) => {
      const name = diskTarget(own);
      const kind = isUnchanging(own) ? "no" : usual;
      return asked.get(name) ?? { name, kind, bitmap: undefined };
    }),
  );
}

/** Nothing in it changes. */
const isUnchanging = (own: XmlElement) => isEmptyDrive(own) || childNamed(own, "readonly") !== undefined;

export const nameBitmaps = (name: string, disks: readonly CheckpointDisk[]): readonly CheckpointDisk[] =>
  disks.map((disk) => (disk.kind === "bitmap" ? { ...disk, bitmap: disk.bitmap ?? name } : disk));

export interface FormatCheckpointOptions {
  readonly secure?: boolean;
  /** Without the domain. */
  readonly noDomain?: boolean;
}

export function formatCheckpoint(
  checkpoint: CheckpointDefinition,
  { secure = false, noDomain = false }: FormatCheckpointOptions = {},
): string {
  const { disks, domain } = checkpoint;
  const parts = [
    nameElement(checkpoint),
    descriptionElement(checkpoint),
    parentElement(checkpoint),
    creationTimeElement(checkpoint),
    disks.length === 0 ? undefined : element("disks", {}, disks.map(diskElement)),
  ];
  let text = "<domaincheckpoint>\n";
  for (const part of parts) if (part !== undefined) text += writeXml(part, 1);
  if (domain !== undefined && !noDomain) text += formatDomain(domain, { inactive: true, secure, level: 1 });
  return `${text}</domaincheckpoint>\n`;
}

const diskElement = ({ name, kind, bitmap }: CheckpointDisk) =>
  element("disk", { name, checkpoint: kind, bitmap });
