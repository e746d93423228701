// Typed parameters about the host, its networks, launch security and the caller's identity.

/** VIR_DOMAIN_LAUNCH_SECURITY_... */
export const DomainLaunchSecurityParams = {
  sevApiMajor: "sev-api-major",
  sevApiMinor: "sev-api-minor",
  sevBuildId: "sev-build-id",
  sevMeasurement: "sev-measurement",
  sevPolicy: "sev-policy",
  sevSecret: "sev-secret",
  sevSecretHeader: "sev-secret-header",
  sevSecretSetAddress: "sev-secret-set-address",
  sevSnpPolicy: "sev-snp-policy",
} as const;

/** VIR_CONNECT_IDENTITY_... */
export const ConnectIdentityParams = {
  groupName: "group-name",
  processId: "process-id",
  processTime: "process-time",
  saslUserName: "sasl-user-name",
  selinuxContext: "selinux-context",
  unixGroupId: "unix-group-id",
  unixUserId: "unix-user-id",
  userName: "user-name",
  x509DistinguishedName: "x509-distinguished-name",
} as const;

/** VIR_NETWORK_PORT_BANDWIDTH_... */
export const NetworkPortBandwidthParams = {
  inAverage: "inbound.average",
  inBurst: "inbound.burst",
  inFloor: "inbound.floor",
  inPeak: "inbound.peak",
  outAverage: "outbound.average",
  outBurst: "outbound.burst",
  outPeak: "outbound.peak",
} as const;

/** VIR_NODE_CPU_STATS_... */
export const NodeCpuStatsParams = {
  idle: "idle",
  intr: "intr",
  iowait: "iowait",
  kernel: "kernel",
  user: "user",
  utilization: "utilization",
} as const;

/** VIR_NODE_MEMORY_STATS_... */
export const NodeMemoryStatsParams = {
  buffers: "buffers",
  cached: "cached",
  free: "free",
  total: "total",
} as const;

/** VIR_NODE_MEMORY_SHARED_... */
export const NodeMemorySharedParams = {
  fullScans: "shm_full_scans",
  mergeAcrossNodes: "shm_merge_across_nodes",
  pagesShared: "shm_pages_shared",
  pagesSharing: "shm_pages_sharing",
  pagesToScan: "shm_pages_to_scan",
  pagesUnshared: "shm_pages_unshared",
  pagesVolatile: "shm_pages_volatile",
  sleepMillisecs: "shm_sleep_millisecs",
} as const;

/** VIR_NODE_SEV_... */
export const NodeSevParams = {
  cbitpos: "cbitpos",
  certChain: "cert-chain",
  cpu0Id: "cpu0-id",
  maxEsGuests: "max-es-guests",
  maxGuests: "max-guests",
  pdh: "pdh",
  reducedPhysBits: "reduced-phys-bits",
} as const;
