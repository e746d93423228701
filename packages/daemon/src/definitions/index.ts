/** Definitions: libvirt's XML documents as values, and values as libvirt's XML. */
export type { DeviceName, DomainDefinition, SectionName } from "./domain/definition.js";
export { cloneDomain } from "./domain/definition.js";
export { parseDevice } from "./domain/devices.js";
export { type FormatDomainOptions, formatDomain } from "./domain/format.js";
export { writeForeignXml } from "./domain/metadata.js";
export { type ParseDomainOptions, parseDomain, parseDomainElement } from "./domain/parse.js";
export { formatInterface, type InterfaceDefinition } from "./interface/definition.js";
export { parseInterface, parseInterfaceElement } from "./interface/parse.js";
export { bridgeNameOf, type NetworkDefinition } from "./network/definition.js";
export { formatNetwork } from "./network/format.js";
export { parseNetwork, parseNetworkElement } from "./network/parse.js";
export { type NetworkUpdate, updateNetwork } from "./network/update.js";
export type { ParseContext } from "./shape.js";
export {
  formatPool,
  type PoolDefinition,
  type PoolSizes,
  parsePool,
  parsePoolElement,
} from "./storage/pool.js";
export { readSource, sourceHostName } from "./storage/pool-source.js";
export { type PoolType, poolTypeNamed } from "./storage/pool-types.js";
export {
  formatVolume,
  parseVolume,
  parseVolumeElement,
  readVolumeRoot,
  type VolumeDefinition,
} from "./storage/volume.js";
export { formatUuid, parseUuid, randomUuid } from "./uuid.js";
export { parseXml } from "./xml-parse.js";
export {
  attribute,
  childNamed,
  childrenNamed,
  element,
  textOf,
  type XmlElement,
  type XmlNode,
} from "./xml-tree.js";
export { writeXml } from "./xml-write.js";
