// Public constants of libvirt: domain snapshots.

/** virDomainSnapshotCreateFlags: VIR_DOMAIN_SNAPSHOT_CREATE_ */
export const DomainSnapshotCreateFlags = {
  redefine: 1,
  current: 2,
  noMetadata: 4,
  halt: 8,
  diskOnly: 16,
  reuseExt: 32,
  quiesce: 64,
  atomic: 128,
  live: 256,
  validate: 512,
} as const;

/** virDomainSnapshotDeleteFlags: VIR_DOMAIN_SNAPSHOT_DELETE_ */
export const DomainSnapshotDeleteFlags = {
  children: 1,
  metadataOnly: 2,
  childrenOnly: 4,
} as const;

/** virDomainSnapshotListFlags: VIR_DOMAIN_SNAPSHOT_LIST_ */
export const DomainSnapshotListFlags = {
  descendants: 1,
  roots: 1,
  metadata: 2,
  leaves: 4,
  noLeaves: 8,
  noMetadata: 16,
  inactive: 32,
  active: 64,
  diskOnly: 128,
  internal: 256,
  external: 512,
  topological: 1024,
} as const;

/** virDomainSnapshotRevertFlags: VIR_DOMAIN_SNAPSHOT_REVERT_ */
export const DomainSnapshotRevertFlags = {
  running: 1,
  paused: 2,
  force: 4,
  resetNvram: 8,
} as const;

/** virDomainSnapshotXMLFlags: VIR_DOMAIN_SNAPSHOT_XML_ */
export const DomainSnapshotXMLFlags = {
  secure: 1,
} as const;
