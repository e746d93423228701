// Public constants of libvirt: events of domains.

/** virConnectDomainEventAgentLifecycleReason: VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_ */
export const ConnectDomainEventAgentLifecycleReason = {
  unknown: 0,
  domainStarted: 1,
  channel: 2,
  last: 3,
} as const;

/** virConnectDomainEventAgentLifecycleState: VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_ */
export const ConnectDomainEventAgentLifecycleState = {
  connected: 1,
  disconnected: 2,
  last: 3,
} as const;

/** virConnectDomainEventBlockJobStatus: VIR_DOMAIN_BLOCK_JOB_ */
export const ConnectDomainEventBlockJobStatus = {
  completed: 0,
  failed: 1,
  canceled: 2,
  ready: 3,
  last: 4,
} as const;

/** virDomainEventType: VIR_DOMAIN_EVENT_ */
export const DomainEventType = {
  defined: 0,
  undefined: 1,
  started: 2,
  suspended: 3,
  resumed: 4,
  stopped: 5,
  shutdown: 6,
  pmsuspended: 7,
  crashed: 8,
  last: 9,
} as const;

/** virDomainEventCrashedDetailType: VIR_DOMAIN_EVENT_CRASHED_ */
export const DomainEventCrashedDetailType = {
  panicked: 0,
  crashloaded: 1,
  last: 2,
} as const;

/** virDomainEventDefinedDetailType: VIR_DOMAIN_EVENT_DEFINED_ */
export const DomainEventDefinedDetailType = {
  added: 0,
  updated: 1,
  renamed: 2,
  fromSnapshot: 3,
  last: 4,
} as const;

/** virConnectDomainEventDiskChangeReason: VIR_DOMAIN_EVENT_DISK_ */
export const ConnectDomainEventDiskChangeReason = {
  changeMissingOnStart: 0,
  dropMissingOnStart: 1,
  changeLast: 2,
} as const;

/** virDomainEventGraphicsAddressType: VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_ */
export const DomainEventGraphicsAddressType = {
  ipv4: 0,
  ipv6: 1,
  unix: 2,
  last: 3,
} as const;

/** virDomainEventGraphicsPhase: VIR_DOMAIN_EVENT_GRAPHICS_ */
export const DomainEventGraphicsPhase = {
  connect: 0,
  initialize: 1,
  disconnect: 2,
  last: 3,
} as const;

/** virDomainEventID: VIR_DOMAIN_EVENT_ID_ */
export const DomainEventID = {
  lifecycle: 0,
  reboot: 1,
  rtcChange: 2,
  watchdog: 3,
  ioError: 4,
  graphics: 5,
  ioErrorReason: 6,
  controlError: 7,
  blockJob: 8,
  diskChange: 9,
  trayChange: 10,
  pmwakeup: 11,
  pmsuspend: 12,
  balloonChange: 13,
  pmsuspendDisk: 14,
  deviceRemoved: 15,
  blockJob2: 16,
  tunable: 17,
  agentLifecycle: 18,
  deviceAdded: 19,
  migrationIteration: 20,
  jobCompleted: 21,
  deviceRemovalFailed: 22,
  metadataChange: 23,
  blockThreshold: 24,
  memoryFailure: 25,
  memoryDeviceSizeChange: 26,
  last: 27,
  nicMacChange: 27,
} as const;

/** virDomainEventIOErrorAction: VIR_DOMAIN_EVENT_IO_ERROR_ */
export const DomainEventIOErrorAction = {
  none: 0,
  pause: 1,
  report: 2,
  last: 3,
} as const;

/** virDomainMemoryFailureActionType: VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_ */
export const DomainMemoryFailureActionType = {
  ignore: 0,
  inject: 1,
  fatal: 2,
  reset: 3,
  last: 4,
} as const;

/** virDomainMemoryFailureRecipientType: VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_ */
export const DomainMemoryFailureRecipientType = {
  hypervisor: 0,
  guest: 1,
  last: 2,
} as const;

/** virDomainEventPMSuspendedDetailType: VIR_DOMAIN_EVENT_PMSUSPENDED_ */
export const DomainEventPMSuspendedDetailType = {
  memory: 0,
  disk: 1,
  last: 2,
} as const;

/** virDomainEventResumedDetailType: VIR_DOMAIN_EVENT_RESUMED_ */
export const DomainEventResumedDetailType = {
  unpaused: 0,
  migrated: 1,
  fromSnapshot: 2,
  postcopy: 3,
  postcopyFailed: 4,
  last: 5,
} as const;

/** virDomainEventShutdownDetailType: VIR_DOMAIN_EVENT_SHUTDOWN_ */
export const DomainEventShutdownDetailType = {
  finished: 0,
  guest: 1,
  host: 2,
  last: 3,
} as const;

/** virDomainEventStartedDetailType: VIR_DOMAIN_EVENT_STARTED_ */
export const DomainEventStartedDetailType = {
  booted: 0,
  migrated: 1,
  restored: 2,
  fromSnapshot: 3,
  wakeup: 4,
  last: 5,
  recreated: 5,
} as const;

/** virDomainEventStoppedDetailType: VIR_DOMAIN_EVENT_STOPPED_ */
export const DomainEventStoppedDetailType = {
  shutdown: 0,
  destroyed: 1,
  crashed: 2,
  migrated: 3,
  saved: 4,
  failed: 5,
  fromSnapshot: 6,
  last: 7,
  recreated: 7,
} as const;

/** virDomainEventSuspendedDetailType: VIR_DOMAIN_EVENT_SUSPENDED_ */
export const DomainEventSuspendedDetailType = {
  paused: 0,
  migrated: 1,
  ioerror: 2,
  watchdog: 3,
  restored: 4,
  fromSnapshot: 5,
  apiError: 6,
  postcopy: 7,
  postcopyFailed: 8,
  last: 9,
} as const;

/** virDomainEventTrayChangeReason: VIR_DOMAIN_EVENT_TRAY_CHANGE_ */
export const DomainEventTrayChangeReason = {
  open: 0,
  close: 1,
  last: 2,
} as const;

/** virDomainEventUndefinedDetailType: VIR_DOMAIN_EVENT_UNDEFINED_ */
export const DomainEventUndefinedDetailType = {
  removed: 0,
  renamed: 1,
  last: 2,
} as const;

/** virDomainEventWatchdogAction: VIR_DOMAIN_EVENT_WATCHDOG_ */
export const DomainEventWatchdogAction = {
  none: 0,
  pause: 1,
  reset: 2,
  poweroff: 3,
  shutdown: 4,
  debug: 5,
  injectnmi: 6,
  last: 7,
} as const;

/** virDomainMemoryFailureFlags: VIR_DOMAIN_MEMORY_FAILURE_ */
export const DomainMemoryFailureFlags = {
  actionRequired: 1,
  recursive: 2,
} as const;
