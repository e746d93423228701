// Typed parameters of jobs: migration, saving, block copies, and the statistics of any job.

/** VIR_DOMAIN_BLOCK_COPY_... */
export const DomainBlockCopyParams = {
  bandwidth: "bandwidth",
  bufSize: "buf-size",
  granularity: "granularity",
} as const;

/** VIR_DOMAIN_JOB_... */
export const DomainJobParams = {
  autoConvergeThrottle: "auto_converge_throttle",
  compressionBytes: "compression_bytes",
  compressionCache: "compression_cache",
  compressionCacheMisses: "compression_cache_misses",
  compressionOverflow: "compression_overflow",
  compressionPages: "compression_pages",
  dataProcessed: "data_processed",
  dataRemaining: "data_remaining",
  dataTotal: "data_total",
  diskBps: "disk_bps",
  diskProcessed: "disk_processed",
  diskRemaining: "disk_remaining",
  diskTempTotal: "disk_temp_total",
  diskTempUsed: "disk_temp_used",
  diskTotal: "disk_total",
  downtime: "downtime",
  downtimeNet: "downtime_net",
  errmsg: "errmsg",
  memoryBps: "memory_bps",
  memoryConstant: "memory_constant",
  memoryDirtyRate: "memory_dirty_rate",
  memoryIteration: "memory_iteration",
  memoryNormal: "memory_normal",
  memoryNormalBytes: "memory_normal_bytes",
  memoryPageSize: "memory_page_size",
  memoryPostcopyReqs: "memory_postcopy_requests",
  memoryProcessed: "memory_processed",
  memoryRemaining: "memory_remaining",
  memoryTotal: "memory_total",
  operation: "operation",
  setupTime: "setup_time",
  success: "success",
  timeElapsed: "time_elapsed",
  timeElapsedNet: "time_elapsed_net",
  timeRemaining: "time_remaining",
  vfioDataTransferred: "vfio_data_transferred",
} as const;

/** VIR_DOMAIN_SAVE_PARAM_... */
export const DomainSaveParams = {
  dxml: "dxml",
  file: "file",
  imageFormat: "image_format",
  parallelChannels: "parallel.channels",
} as const;

/** VIR_MIGRATE_PARAM_... */
export const MigrateParams = {
  autoConvergeIncrement: "auto_converge.increment",
  autoConvergeInitial: "auto_converge.initial",
  bandwidth: "bandwidth",
  bandwidthPostcopy: "bandwidth.postcopy",
  compression: "compression",
  compressionMtDthreads: "compression.mt.dthreads",
  compressionMtLevel: "compression.mt.level",
  compressionMtThreads: "compression.mt.threads",
  compressionXbzrleCache: "compression.xbzrle.cache",
  destName: "destination_name",
  destXml: "destination_xml",
  disksPort: "disks_port",
  disksUri: "disks_uri",
  graphicsUri: "graphics_uri",
  listenAddress: "listen_address",
  migrateDisks: "migrate_disks",
  parallelConnections: "parallel.connections",
  persistXml: "persistent_xml",
  tlsDestination: "tls.destination",
  uri: "migrate_uri",
  bandwidthAvailSwitchover: "bandwidth.avail.switchover",
  migrateDisksDetectZeroes: "migrate_disks_detect_zeroes",
  compressionZlibLevel: "compression.zlib.level",
  compressionZstdLevel: "compression.zstd.level",
} as const;
