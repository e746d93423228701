/** Devices of the host: libvirt's XML as values, and values as libvirt's XML. */
export { hasCapability } from "./capability.js";
export { CAPABILITY_NAMES, type CapabilityName, type NodeDeviceDefinition } from "./definition.js";
export { formatNodeDevice } from "./format.js";
export { type ParseNodeDeviceOptions, parseNodeDevice, parseNodeDeviceElement } from "./parse.js";
export { withWorldWideNames, worldWideNames } from "./world-wide-names.js";
