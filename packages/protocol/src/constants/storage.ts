// Public constants of libvirt: storage pools and volumes.

/** virConnectListAllStoragePoolsFlags: VIR_CONNECT_LIST_STORAGE_POOLS_ */
export const ConnectListAllStoragePoolsFlags = {
  inactive: 1,
  active: 2,
  persistent: 4,
  transient: 8,
  autostart: 16,
  noAutostart: 32,
  dir: 64,
  fs: 128,
  netfs: 256,
  logical: 512,
  disk: 1024,
  iscsi: 2048,
  scsi: 4096,
  mpath: 8192,
  rbd: 16384,
  sheepdog: 32768,
  gluster: 65536,
  zfs: 131072,
  vstorage: 262144,
  iscsiDirect: 524288,
} as const;

/** virStoragePoolState: VIR_STORAGE_POOL_ */
export const StoragePoolState = {
  inactive: 0,
  building: 1,
  running: 2,
  degraded: 3,
  inaccessible: 4,
  stateLast: 5,
} as const;

/** virStoragePoolBuildFlags: VIR_STORAGE_POOL_BUILD_ */
export const StoragePoolBuildFlags = {
  new: 0,
  repair: 1,
  resize: 2,
  noOverwrite: 4,
  overwrite: 8,
} as const;

/** virStoragePoolCreateFlags: VIR_STORAGE_POOL_CREATE_ */
export const StoragePoolCreateFlags = {
  normal: 0,
  withBuild: 1,
  withBuildOverwrite: 2,
  withBuildNoOverwrite: 4,
} as const;

/** virStoragePoolDefineFlags: VIR_STORAGE_POOL_DEFINE_ */
export const StoragePoolDefineFlags = {
  validate: 1,
} as const;

/** virStoragePoolDeleteFlags: VIR_STORAGE_POOL_DELETE_ */
export const StoragePoolDeleteFlags = {
  normal: 0,
  zeroed: 1,
} as const;

/** virStoragePoolEventLifecycleType: VIR_STORAGE_POOL_EVENT_ */
export const StoragePoolEventLifecycleType = {
  defined: 0,
  undefined: 1,
  started: 2,
  stopped: 3,
  created: 4,
  deleted: 5,
  last: 6,
} as const;

/** virStoragePoolEventID: VIR_STORAGE_POOL_EVENT_ID_ */
export const StoragePoolEventID = {
  lifecycle: 0,
  refresh: 1,
  last: 2,
} as const;

/** virStorageVolType: VIR_STORAGE_VOL_ */
export const StorageVolType = {
  file: 0,
  block: 1,
  dir: 2,
  network: 3,
  netdir: 4,
  ploop: 5,
  last: 6,
} as const;

/** virStorageVolCreateFlags: VIR_STORAGE_VOL_CREATE_ */
export const StorageVolCreateFlags = {
  preallocMetadata: 1,
  reflink: 2,
  validate: 4,
} as const;

/** virStorageVolDeleteFlags: VIR_STORAGE_VOL_DELETE_ */
export const StorageVolDeleteFlags = {
  normal: 0,
  zeroed: 1,
  withSnapshots: 2,
} as const;

/** virStorageVolDownloadFlags: VIR_STORAGE_VOL_DOWNLOAD_ */
export const StorageVolDownloadFlags = {
  sparseStream: 1,
} as const;

/** virStorageVolInfoFlags: VIR_STORAGE_VOL_ */
export const StorageVolInfoFlags = {
  useAllocation: 0,
  getPhysical: 1,
} as const;

/** virStorageVolResizeFlags: VIR_STORAGE_VOL_RESIZE_ */
export const StorageVolResizeFlags = {
  allocate: 1,
  delta: 2,
  shrink: 4,
} as const;

/** virStorageVolUploadFlags: VIR_STORAGE_VOL_UPLOAD_ */
export const StorageVolUploadFlags = {
  sparseStream: 1,
} as const;

/** virStorageVolWipeAlgorithm: VIR_STORAGE_VOL_WIPE_ALG_ */
export const StorageVolWipeAlgorithm = {
  zero: 0,
  nnsa: 1,
  dod: 2,
  bsi: 3,
  gutmann: 4,
  schneier: 5,
  pfitzner7: 6,
  pfitzner33: 7,
  random: 8,
  trim: 9,
  last: 10,
} as const;

/** virStorageXMLFlags: VIR_STORAGE_XML_ */
export const StorageXMLFlags = {
  inactive: 1,
} as const;
