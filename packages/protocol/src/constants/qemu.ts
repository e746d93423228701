// Public constants of libvirt: the QEMU driver only.

/** virConnectDomainQemuMonitorEventRegisterFlags: VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_ */
export const ConnectDomainQemuMonitorEventRegisterFlags = {
  regex: 1,
  nocase: 2,
} as const;

/** virDomainQemuAgentCommandTimeoutValues: VIR_DOMAIN_QEMU_AGENT_COMMAND_ */
export const DomainQemuAgentCommandTimeoutValues = {
  block: -2,
  min: -2,
  default: -1,
  nowait: 0,
  shutdown: 60,
} as const;

/** virDomainQemuMonitorCommandFlags: VIR_DOMAIN_QEMU_MONITOR_COMMAND_ */
export const DomainQemuMonitorCommandFlags = {
  default: 0,
  hmp: 1,
} as const;
