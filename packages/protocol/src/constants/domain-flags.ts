// Public constants of libvirt: flags of calls on domains.

/** virConnectGetAllDomainStatsFlags: VIR_CONNECT_GET_ALL_DOMAINS_STATS_ */
export const ConnectGetAllDomainStatsFlags = {
  active: 1,
  inactive: 2,
  persistent: 4,
  transient: 8,
  running: 16,
  paused: 32,
  shutoff: 64,
  other: 128,
  nowait: 536870912,
  backing: 1073741824,
  enforceStats: 2147483648,
} as const;

/** virConnectListAllDomainsFlags: VIR_CONNECT_LIST_DOMAINS_ */
export const ConnectListAllDomainsFlags = {
  active: 1,
  inactive: 2,
  persistent: 4,
  transient: 8,
  running: 16,
  paused: 32,
  shutoff: 64,
  other: 128,
  managedsave: 256,
  noManagedsave: 512,
  autostart: 1024,
  noAutostart: 2048,
  hasSnapshot: 4096,
  noSnapshot: 8192,
  hasCheckpoint: 16384,
  noCheckpoint: 32768,
} as const;

/** virDomainModificationImpact: VIR_DOMAIN_AFFECT_ */
export const DomainModificationImpact = {
  current: 0,
  live: 1,
  config: 2,
} as const;

/** virDomainAuthorizedSSHKeysSetFlags: VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_ */
export const DomainAuthorizedSSHKeysSetFlags = {
  append: 1,
  remove: 2,
} as const;

/** virDomainBackupBeginFlags: VIR_DOMAIN_BACKUP_BEGIN_ */
export const DomainBackupBeginFlags = {
  reuseExternal: 1,
} as const;

/** virDomainChannelFlags: VIR_DOMAIN_CHANNEL_ */
export const DomainChannelFlags = {
  force: 1,
} as const;

/** virDomainConsoleFlags: VIR_DOMAIN_CONSOLE_ */
export const DomainConsoleFlags = {
  force: 1,
  safe: 2,
} as const;

/** virDomainDefineFlags: VIR_DOMAIN_DEFINE_ */
export const DomainDefineFlags = {
  validate: 1,
} as const;

/** virDomainDestroyFlagsValues: VIR_DOMAIN_DESTROY_ */
export const DomainDestroyFlagsValues = {
  default: 0,
  graceful: 1,
  removeLogs: 2,
} as const;

/** virDomainDeviceModifyFlags: VIR_DOMAIN_DEVICE_MODIFY_ */
export const DomainDeviceModifyFlags = {
  current: 0,
  live: 1,
  config: 2,
  force: 4,
} as const;

/** virDomainDirtyRateCalcFlags: VIR_DOMAIN_DIRTYRATE_MODE_ */
export const DomainDirtyRateCalcFlags = {
  pageSampling: 0,
  dirtyBitmap: 1,
  dirtyRing: 2,
} as const;

/** virDomainFDAssociateFlags: VIR_DOMAIN_FD_ASSOCIATE_ */
export const DomainFDAssociateFlags = {
  seclabelRestore: 1,
  seclabelWritable: 2,
} as const;

/** virDomainGetHostnameFlags: VIR_DOMAIN_GET_HOSTNAME_ */
export const DomainGetHostnameFlags = {
  lease: 1,
  agent: 2,
} as const;

/** virDomainInterfaceAddressesSource: VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ */
export const DomainInterfaceAddressesSource = {
  lease: 0,
  agent: 1,
  arp: 2,
  last: 3,
} as const;

/** virDomainMemoryModFlags: VIR_DOMAIN_MEM_ */
export const DomainMemoryModFlags = {
  current: 0,
  live: 1,
  config: 2,
  maximum: 4,
} as const;

/** virDomainCreateFlags: VIR_DOMAIN_ */
export const DomainCreateFlags = {
  none: 0,
  startPaused: 1,
  startAutodestroy: 2,
  startBypassCache: 4,
  startForceBoot: 8,
  startValidate: 16,
  startResetNvram: 32,
} as const;

/** virDomainOpenGraphicsFlags: VIR_DOMAIN_OPEN_GRAPHICS_ */
export const DomainOpenGraphicsFlags = {
  skipauth: 1,
} as const;

/** virDomainSetUserPasswordFlags: VIR_DOMAIN_PASSWORD_ */
export const DomainSetUserPasswordFlags = {
  encrypted: 1,
} as const;

/** virDomainRebootFlagValues: VIR_DOMAIN_REBOOT_ */
export const DomainRebootFlagValues = {
  default: 0,
  acpiPowerBtn: 1,
  guestAgent: 2,
  initctl: 4,
  signal: 8,
  paravirt: 16,
} as const;

/** virDomainSaveRestoreFlags: VIR_DOMAIN_SAVE_ */
export const DomainSaveRestoreFlags = {
  bypassCache: 1,
  running: 2,
  paused: 4,
  resetNvram: 8,
} as const;

/** virDomainSaveImageXMLFlags: VIR_DOMAIN_SAVE_IMAGE_XML_ */
export const DomainSaveImageXMLFlags = {
  secure: 1,
} as const;

/** virDomainShutdownFlagValues: VIR_DOMAIN_SHUTDOWN_ */
export const DomainShutdownFlagValues = {
  default: 0,
  acpiPowerBtn: 1,
  guestAgent: 2,
  initctl: 4,
  signal: 8,
  paravirt: 16,
} as const;

/** virDomainSetTimeFlags: VIR_DOMAIN_TIME_ */
export const DomainSetTimeFlags = {
  sync: 1,
} as const;

/** virDomainUndefineFlagsValues: VIR_DOMAIN_UNDEFINE_ */
export const DomainUndefineFlagsValues = {
  managedSave: 1,
  snapshotsMetadata: 2,
  nvram: 4,
  keepNvram: 8,
  checkpointsMetadata: 16,
  tpm: 32,
  keepTpm: 64,
} as const;

/** virDomainVcpuFlags: VIR_DOMAIN_VCPU_ */
export const DomainVcpuFlags = {
  current: 0,
  live: 1,
  config: 2,
  maximum: 4,
  guest: 8,
  hotpluggable: 16,
} as const;

/** virDomainXMLFlags: VIR_DOMAIN_XML_ */
export const DomainXMLFlags = {
  secure: 1,
  inactive: 2,
  updateCpu: 4,
  migratable: 8,
} as const;

/** virDomainCoreDumpFlags: VIR_DUMP_ */
export const DomainCoreDumpFlags = {
  crash: 1,
  live: 2,
  bypassCache: 4,
  reset: 8,
  memoryOnly: 16,
} as const;

/** virDomainMemoryFlags: VIR_MEMORY_ */
export const DomainMemoryFlags = {
  virtual: 1,
  physical: 2,
} as const;

/** virConnectGetDomainCapabilitiesFlags: VIR_CONNECT_GET_DOMAIN_CAPABILITIES_ */
export const ConnectGetDomainCapabilitiesFlags = {
  disableDeprecatedFeatures: 1,
} as const;
