// Public constants of libvirt: connections and hosts.

/** virConnectBaselineCPUFlags: VIR_CONNECT_BASELINE_CPU_ */
export const ConnectBaselineCPUFlags = {
  expandFeatures: 1,
  migratable: 2,
  ignoreHost: 4,
} as const;

/** virConnectCompareCPUFlags: VIR_CONNECT_COMPARE_CPU_ */
export const ConnectCompareCPUFlags = {
  failIncompatible: 1,
  validateXml: 2,
} as const;

/** virConnectFlags: VIR_CONNECT_ */
export const ConnectFlags = {
  ro: 1,
  noAliases: 2,
} as const;

/** virCPUCompareResult: VIR_CPU_COMPARE_ */
export const CPUCompareResult = {
  error: -1,
  incompatible: 0,
  identical: 1,
  superset: 2,
  last: 3,
} as const;

/** virConnectCredentialType: VIR_CRED_ */
export const ConnectCredentialType = {
  username: 1,
  authname: 2,
  language: 3,
  cnonce: 4,
  passphrase: 5,
  echoprompt: 6,
  noechoprompt: 7,
  realm: 8,
  external: 9,
  last: 10,
} as const;

/** virNodeAllocPagesFlags: VIR_NODE_ALLOC_PAGES_ */
export const NodeAllocPagesFlags = {
  add: 0,
  set: 1,
} as const;

/** virNodeGetCPUStatsAllCPUs: VIR_NODE_CPU_STATS_ */
export const NodeGetCPUStatsAllCPUs = {
  allCpus: -1,
} as const;

/** virNodeGetMemoryStatsAllCells: VIR_NODE_MEMORY_STATS_ */
export const NodeGetMemoryStatsAllCells = {
  allCells: -1,
} as const;

/** virNodeSuspendTarget: VIR_NODE_SUSPEND_TARGET_ */
export const NodeSuspendTarget = {
  mem: 0,
  disk: 1,
  hybrid: 2,
  last: 3,
} as const;
