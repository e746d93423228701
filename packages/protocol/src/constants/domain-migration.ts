// Public constants of libvirt: migration.

/** virDomainMigrateMaxSpeedFlags: VIR_DOMAIN_MIGRATE_MAX_SPEED_ */
export const DomainMigrateMaxSpeedFlags = {
  postcopy: 1,
} as const;

/** virDomainMigrateFlags: VIR_MIGRATE_ */
export const DomainMigrateFlags = {
  live: 1,
  peer2peer: 2,
  tunnelled: 4,
  persistDest: 8,
  undefineSource: 16,
  paused: 32,
  nonSharedDisk: 64,
  nonSharedInc: 128,
  changeProtection: 256,
  unsafe: 512,
  offline: 1024,
  compressed: 2048,
  abortOnError: 4096,
  autoConverge: 8192,
  rdmaPinAll: 16384,
  postcopy: 32768,
  tls: 65536,
  parallel: 131072,
  nonSharedSynchronousWrites: 262144,
  postcopyResume: 524288,
  zerocopy: 1048576,
} as const;
