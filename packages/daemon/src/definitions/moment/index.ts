/** Snapshots and checkpoints of domains: libvirt's XML as values, and values as libvirt's XML. */

export { sourceName as imagePath } from "../domain/devices/disk-source.js";
export {
  alignCheckpointDisks,
  type CheckpointDefinition,
  formatCheckpoint,
  nameBitmaps,
  parseCheckpoint,
} from "./checkpoint.js";
export type { MomentContext, MomentDefinition } from "./moment.js";
export { requireOwnUuid, requireReplaceable } from "./replace.js";
export { DISK_SNAPSHOT, isExternal, type SnapshotDefinition } from "./snapshot.js";
export { type AlignOptions, alignSnapshotDisks } from "./snapshot-align.js";
export { formatSnapshot } from "./snapshot-format.js";
export { isMarkedActive, parseSnapshot, parseSnapshotElement } from "./snapshot-parse.js";
