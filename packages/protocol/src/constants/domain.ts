// Public constants of libvirt: domains.

/** virDomainAgentResponseTimeoutValues: VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_ */
export const DomainAgentResponseTimeoutValues = {
  block: -2,
  default: -1,
  nowait: 0,
} as const;

/** virBlkioParameterType: VIR_DOMAIN_BLKIO_PARAM_ */
export const BlkioParameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
} as const;

/** virDomainCoreDumpFormat: VIR_DOMAIN_CORE_DUMP_FORMAT_ */
export const DomainCoreDumpFormat = {
  raw: 0,
  kdumpZlib: 1,
  kdumpLzo: 2,
  kdumpSnappy: 3,
  winDmp: 4,
  last: 5,
} as const;

/** virDomainDirtyRateStatus: VIR_DOMAIN_DIRTYRATE_ */
export const DomainDirtyRateStatus = {
  unstarted: 0,
  measuring: 1,
  measured: 2,
  last: 3,
} as const;

/** virDomainGuestInfoTypes: VIR_DOMAIN_GUEST_INFO_ */
export const DomainGuestInfoTypes = {
  users: 1,
  os: 2,
  timezone: 4,
  hostname: 8,
  filesystem: 16,
  disks: 32,
  interfaces: 64,
  load: 128,
} as const;

/** virDomainLifecycleAction: VIR_DOMAIN_LIFECYCLE_ACTION_ */
export const DomainLifecycleAction = {
  destroy: 0,
  restart: 1,
  restartRename: 2,
  preserve: 3,
  coredumpDestroy: 4,
  coredumpRestart: 5,
  last: 6,
} as const;

/** virDomainLifecycle: VIR_DOMAIN_LIFECYCLE_ */
export const DomainLifecycle = {
  poweroff: 0,
  reboot: 1,
  crash: 2,
  last: 3,
} as const;

/** virMemoryParameterType: VIR_DOMAIN_MEMORY_PARAM_ */
export const MemoryParameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
} as const;

/** virDomainMemoryStatTags: VIR_DOMAIN_MEMORY_STAT_ */
export const DomainMemoryStatTags = {
  swapIn: 0,
  swapOut: 1,
  majorFault: 2,
  minorFault: 3,
  unused: 4,
  available: 5,
  actualBalloon: 6,
  rss: 7,
  usable: 8,
  lastUpdate: 9,
  diskCaches: 10,
  hugetlbPgalloc: 11,
  hugetlbPgfail: 12,
  last: 13,
  nr: 13,
} as const;

/** virDomainMessageType: VIR_DOMAIN_MESSAGE_ */
export const DomainMessageType = {
  deprecation: 1,
  tainting: 2,
  ioerrors: 4,
} as const;

/** virDomainMetadataType: VIR_DOMAIN_METADATA_ */
export const DomainMetadataType = {
  description: 0,
  title: 1,
  element: 2,
  last: 3,
} as const;

/** virDomainNumatuneMemMode: VIR_DOMAIN_NUMATUNE_MEM_ */
export const DomainNumatuneMemMode = {
  strict: 0,
  preferred: 1,
  interleave: 2,
  restrictive: 3,
  last: 4,
} as const;

/** virSchedParameterType: VIR_DOMAIN_SCHED_FIELD_ */
export const SchedParameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
} as const;

/** virDomainStatsTypes: VIR_DOMAIN_STATS_ */
export const DomainStatsTypes = {
  state: 1,
  cpuTotal: 2,
  balloon: 4,
  vcpu: 8,
  interface: 16,
  block: 32,
  perf: 64,
  iothread: 128,
  memory: 256,
  dirtyrate: 512,
  vm: 1024,
} as const;

/** virDomainGraphicsReloadType: VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_ */
export const DomainGraphicsReloadType = {
  any: 0,
  vnc: 1,
} as const;
