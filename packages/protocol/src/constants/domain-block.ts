// Public constants of libvirt: disks of domains and block jobs.

/** virDomainBlockCommitFlags: VIR_DOMAIN_BLOCK_COMMIT_ */
export const DomainBlockCommitFlags = {
  shallow: 1,
  delete: 2,
  active: 4,
  relative: 8,
  bandwidthBytes: 16,
} as const;

/** virDomainBlockCopyFlags: VIR_DOMAIN_BLOCK_COPY_ */
export const DomainBlockCopyFlags = {
  shallow: 1,
  reuseExt: 2,
  transientJob: 4,
  synchronousWrites: 8,
} as const;

/** virDomainBlockJobAbortFlags: VIR_DOMAIN_BLOCK_JOB_ABORT_ */
export const DomainBlockJobAbortFlags = {
  async: 1,
  pivot: 2,
} as const;

/** virDomainBlockJobInfoFlags: VIR_DOMAIN_BLOCK_JOB_INFO_ */
export const DomainBlockJobInfoFlags = {
  bandwidthBytes: 1,
} as const;

/** virDomainBlockJobSetSpeedFlags: VIR_DOMAIN_BLOCK_JOB_SPEED_ */
export const DomainBlockJobSetSpeedFlags = {
  bandwidthBytes: 1,
} as const;

/** virDomainBlockJobType: VIR_DOMAIN_BLOCK_JOB_TYPE_ */
export const DomainBlockJobType = {
  unknown: 0,
  pull: 1,
  copy: 2,
  commit: 3,
  activeCommit: 4,
  backup: 5,
  last: 6,
} as const;

/** virDomainBlockPullFlags: VIR_DOMAIN_BLOCK_PULL_ */
export const DomainBlockPullFlags = {
  bandwidthBytes: 64,
} as const;

/** virDomainBlockRebaseFlags: VIR_DOMAIN_BLOCK_REBASE_ */
export const DomainBlockRebaseFlags = {
  shallow: 1,
  reuseExt: 2,
  copyRaw: 4,
  copy: 8,
  relative: 16,
  copyDev: 32,
  bandwidthBytes: 64,
} as const;

/** virDomainBlockResizeFlags: VIR_DOMAIN_BLOCK_RESIZE_ */
export const DomainBlockResizeFlags = {
  bytes: 1,
  capacity: 2,
} as const;

/** virDomainDiskErrorCode: VIR_DOMAIN_DISK_ERROR_ */
export const DomainDiskErrorCode = {
  none: 0,
  unspec: 1,
  noSpace: 2,
  last: 3,
} as const;
