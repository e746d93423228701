// Every public constant of libvirt, by module.

export * from "./admin.js";
export * from "./common.js";
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
export * from "./host.js";
export * from "./interface.js";
export * from "./network.js";
export * from "./node-device.js";
export * from "./nwfilter.js";
export * from "./qemu.js";
export * from "./secret.js";
export * from "./storage.js";
export * from "./stream.js";
