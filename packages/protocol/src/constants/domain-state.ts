// Public constants of libvirt: states of domains and why they are in them, and of their jobs.

/** virDomainAbortJobFlagsValues: VIR_DOMAIN_ABORT_JOB_ */
export const DomainAbortJobFlagsValues = {
  postcopy: 1,
} as const;

/** virDomainState: VIR_DOMAIN_ */
export const DomainState = {
  nostate: 0,
  running: 1,
  blocked: 2,
  paused: 3,
  shutdown: 4,
  shutoff: 5,
  crashed: 6,
  pmsuspended: 7,
  last: 8,
} as const;

/** virDomainBlockedReason: VIR_DOMAIN_BLOCKED_ */
export const DomainBlockedReason = {
  unknown: 0,
  last: 1,
} as const;

/** virDomainControlState: VIR_DOMAIN_CONTROL_ */
export const DomainControlState = {
  ok: 0,
  job: 1,
  occupied: 2,
  error: 3,
  last: 4,
} as const;

/** virDomainControlErrorReason: VIR_DOMAIN_CONTROL_ERROR_REASON_ */
export const DomainControlErrorReason = {
  none: 0,
  unknown: 1,
  monitor: 2,
  internal: 3,
  last: 4,
} as const;

/** virDomainCrashedReason: VIR_DOMAIN_CRASHED_ */
export const DomainCrashedReason = {
  unknown: 0,
  panicked: 1,
  last: 2,
} as const;

/** virDomainJobType: VIR_DOMAIN_JOB_ */
export const DomainJobType = {
  none: 0,
  bounded: 1,
  unbounded: 2,
  completed: 3,
  failed: 4,
  cancelled: 5,
  last: 6,
} as const;

/** virDomainJobOperation: VIR_DOMAIN_JOB_OPERATION_ */
export const DomainJobOperation = {
  unknown: 0,
  start: 1,
  save: 2,
  restore: 3,
  migrationIn: 4,
  migrationOut: 5,
  snapshot: 6,
  snapshotRevert: 7,
  dump: 8,
  backup: 9,
  snapshotDelete: 10,
  last: 11,
} as const;

/** virDomainGetJobStatsFlags: VIR_DOMAIN_JOB_STATS_ */
export const DomainGetJobStatsFlags = {
  completed: 1,
  keepCompleted: 2,
} as const;

/** virDomainNostateReason: VIR_DOMAIN_NOSTATE_ */
export const DomainNostateReason = {
  unknown: 0,
  last: 1,
} as const;

/** virDomainPausedReason: VIR_DOMAIN_PAUSED_ */
export const DomainPausedReason = {
  unknown: 0,
  user: 1,
  migration: 2,
  save: 3,
  dump: 4,
  ioerror: 5,
  watchdog: 6,
  fromSnapshot: 7,
  shuttingDown: 8,
  snapshot: 9,
  crashed: 10,
  startingUp: 11,
  postcopy: 12,
  postcopyFailed: 13,
  last: 14,
  apiError: 14,
} as const;

/** virDomainPMSuspendedDiskReason: VIR_DOMAIN_PMSUSPENDED_DISK_ */
export const DomainPMSuspendedDiskReason = {
  unknown: 0,
  last: 1,
} as const;

/** virDomainPMSuspendedReason: VIR_DOMAIN_PMSUSPENDED_ */
export const DomainPMSuspendedReason = {
  unknown: 0,
  last: 1,
} as const;

/** virDomainRunningReason: VIR_DOMAIN_RUNNING_ */
export const DomainRunningReason = {
  unknown: 0,
  booted: 1,
  migrated: 2,
  restored: 3,
  fromSnapshot: 4,
  unpaused: 5,
  migrationCanceled: 6,
  saveCanceled: 7,
  wakeup: 8,
  crashed: 9,
  postcopy: 10,
  postcopyFailed: 11,
  last: 12,
} as const;

/** virDomainShutdownReason: VIR_DOMAIN_SHUTDOWN_ */
export const DomainShutdownReason = {
  unknown: 0,
  user: 1,
  last: 2,
} as const;

/** virDomainShutoffReason: VIR_DOMAIN_SHUTOFF_ */
export const DomainShutoffReason = {
  unknown: 0,
  shutdown: 1,
  destroyed: 2,
  crashed: 3,
  migrated: 4,
  saved: 5,
  failed: 6,
  fromSnapshot: 7,
  daemon: 8,
  last: 9,
} as const;

/** virVcpuState: VIR_VCPU_ */
export const VcpuState = {
  offline: 0,
  running: 1,
  blocked: 2,
  last: 3,
} as const;

/** virVcpuHostCpuState: VIR_VCPU_INFO_CPU_ */
export const VcpuHostCpuState = {
  unavailable: -2,
  offline: -1,
} as const;
