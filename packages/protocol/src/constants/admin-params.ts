// Typed parameters of the admin program.

/** VIR_CLIENT_INFO_... */
export const ClientInfoParams = {
  readonly: "readonly",
  saslUserName: "sasl_user_name",
  selinuxContext: "selinux_context",
  socketAddr: "sock_addr",
  unixGroupId: "unix_group_id",
  unixGroupName: "unix_group_name",
  unixProcessId: "unix_process_id",
  unixUserId: "unix_user_id",
  unixUserName: "unix_user_name",
  x509DistinguishedName: "tls_x509_dname",
} as const;

/** VIR_SERVER_CLIENTS_... */
export const ServerClientsParams = {
  current: "nclients",
  max: "nclients_max",
  unauthCurrent: "nclients_unauth",
  unauthMax: "nclients_unauth_max",
} as const;

/** VIR_THREADPOOL_... */
export const ThreadpoolParams = {
  jobQueueDepth: "jobQueueDepth",
  workersCurrent: "nWorkers",
  workersFree: "freeWorkers",
  workersMax: "maxWorkers",
  workersMin: "minWorkers",
  workersPriority: "prioWorkers",
} as const;
