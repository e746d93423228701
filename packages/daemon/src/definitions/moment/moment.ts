/** What snapshots and checkpoints have in common: a name, a place in a tree, and the domain as it was. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import type { DomainDefinition } from "../domain/definition.js";
import { diskTarget } from "../domain/devices/disk.js";
import { sourceName } from "../domain/devices/disk-source.js";
import { parseDomainElement } from "../domain/parse.js";
import { Limit, parseInteger } from "../integer.js";
import { refuse } from "../refusal.js";
import type { ParseContext } from "../shape.js";
import { attribute, childNamed, element, textOf, type XmlElement } from "../xml-tree.js";

export interface MomentDefinition {
  readonly name: string;
  readonly description: string | undefined;
  /** Changes when the parent goes. */
  parentName: string | undefined;
  /** Seconds since 1970; 0 is not shown. */
  readonly creationTime: bigint;
  /** The domain at that time. */
  readonly domain: DomainDefinition | undefined;
}

/** What reading needs besides the document. */
export interface MomentContext extends ParseContext {
  readonly now: bigint;
  /** What was taken before is put back as it was: it has a time, and perhaps a parent, of its own. */
  readonly redefine: boolean;
}

export const nameOf = (root: XmlElement): string | undefined => textOf(childNamed(root, "name")) || undefined;

/** Undefined when it is missing or no number. */
export const creationTimeOf = (root: XmlElement): bigint | undefined =>
  parseInteger(textOf(childNamed(root, "creationTime")), Limit.longLong);

export function parentNameOf(root: XmlElement): string | undefined {
  return textOf(childNamed(childNamed(root, "parent"), "name")) || undefined;
}

export const descriptionOf = (root: XmlElement): string | undefined =>
  textOf(childNamed(root, "description")) || undefined;

/** A domain inside of another document, whatever its element is called there. */
export const keptDomain = (from: XmlElement, context: ParseContext): DomainDefinition =>
  parseDomainElement({ ...from, name: "domain" }, { random: context.random, skipValidation: true });

const line = (name: string, text: string | undefined) =>
  text === undefined ? undefined : element(name, {}, [text]);

export const nameElement = ({ name }: MomentDefinition) => line("name", name);
export const descriptionElement = ({ description }: MomentDefinition) => line("description", description);
export const parentElement = ({ parentName }: MomentDefinition) =>
  parentName === undefined ? undefined : element("parent", {}, [line("name", parentName)]);
export const creationTimeElement = ({ creationTime }: MomentDefinition) =>
  creationTime === 0n ? undefined : line("creationTime", creationTime.toString());

/** The disk that is called so: by its name in the guest, or by the one path that it is read from. */
export function diskByName(disks: readonly XmlElement[], name: string): XmlElement | undefined {
  if (!name.startsWith("/")) return disks.find((disk) => diskTarget(disk) === name);
  const [found, ...others] = disks.filter((disk) => sourceName(disk) === name);
  return others.length === 0 ? found : undefined;
}

/** A drive with nothing in it. */
export const isEmptyDrive = (disk: XmlElement): boolean =>
  ["file", "block", "dir"].includes(attribute(disk, "type") ?? "file") && sourceName(disk) === undefined;

/** Where snapshots and checkpoints agree, each in its own name. */
export function alignmentRefusals(
  domain: typeof ErrorDomain.domainSnapshot | typeof ErrorDomain.domainCheckpoint,
) {
  const unsupported = (detail: string) => refuse(domain, ErrorCode.configUnsupported, detail);
  const what = domain === ErrorDomain.domainSnapshot ? "snapshot" : "checkpoint";
  return {
    unsupported,
    tooMany: () => unsupported(`too many disk ${what} requests for domain`),
    noDisk: (name: string) => unsupported(`no disk named '${name}'`),
    twice: (name: string) => unsupported(`disk '${name}' specified twice`),
  };
}
