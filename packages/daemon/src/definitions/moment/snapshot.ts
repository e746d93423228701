/** A snapshot of a domain as a value. */
import type { DomainDefinition } from "../domain/definition.js";
import type { XmlElement } from "../xml-tree.js";
import type { MomentDefinition } from "./moment.js";

/** virDomainState by its numbers, and one more: the disks alone. */
export const SNAPSHOT_STATES = [
  ...["nostate", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended"],
  "disk-snapshot",
] as const;
export const DISK_SNAPSHOT = SNAPSHOT_STATES.indexOf("disk-snapshot");

/** Where a snapshot is kept: nowhere, with the original, in a file of its own, or by the user. */
export const LOCATIONS = ["no", "internal", "external", "manual"] as const;
export type Location = (typeof LOCATIONS)[number];

export interface SnapshotDisk {
  readonly name: string;
  readonly location: Location | undefined;
  /** The kind of storage, as of a disk. */
  readonly type: string;
  readonly driver: XmlElement | undefined;
  readonly source: XmlElement | undefined;
  readonly deleting: boolean;
}

export interface SnapshotDefinition extends MomentDefinition {
  /** One of SNAPSHOT_STATES; 0 while it is not known. */
  readonly state: number;
  readonly memory: Location | undefined;
  readonly memoryFile: string | undefined;
  readonly disks: readonly SnapshotDisk[];
  /** What the domain would have become by its next start. */
  readonly inactiveDomain: DomainDefinition | undefined;
}

export const isExternal = ({ memory, disks }: SnapshotDefinition): boolean =>
  memory === "external" || disks.some(({ location }) => location === "external");
