// Every public constant of libvirt. An enum virDomainState is the group DomainState, VIR_DOMAIN_RUNNING in it is
// `running`; typed parameter names VIR_DOMAIN_BLKIO_... are the group DomainBlkioParams. Programs that must start
// fast import "@virtgate/protocol/constants" only where they need it.

export * from "./admin.js";
export * from "./admin-params.js";
export * from "./common.js";
export * from "./counter-params.js";
export * from "./domain.js";
export * from "./domain-block.js";
export * from "./domain-checkpoint.js";
export * from "./domain-event.js";
export * from "./domain-flags.js";
export * from "./domain-input.js";
export * from "./domain-migration.js";
export * from "./domain-snapshot.js";
export * from "./domain-state.js";
export * from "./event.js";
export * from "./guest-info-params.js";
export * from "./host.js";
export * from "./host-params.js";
export * from "./interface.js";
export * from "./job-params.js";
export * from "./network.js";
export * from "./node-device.js";
export * from "./numbers.js";
export * from "./nwfilter.js";
export * from "./qemu.js";
export * from "./secret.js";
export * from "./stats-params.js";
export * from "./storage.js";
export * from "./stream.js";
export * from "./tuning-params.js";
