// Structs that several procedures of the remote program share.

import { array, struct, union } from "../../composite.js";
import type { Infer, Layout } from "../../layout.js";
import { char, double, hyper, int, opaque, optional, text, uhyper, uint, uuid } from "../../xdr.js";
import {
  connectGetAllDomainStatsMax,
  cpumapMax,
  domainFsinfoDisksMax,
  domainIpAddrMax,
  securityLabelMax,
} from "./limits.js";

export const domainRef = struct({ name: text, uuid, id: int });
export type DomainRef = Infer<typeof domainRef>;

export const networkRef = struct({ name: text, uuid });
export type NetworkRef = Infer<typeof networkRef>;

export const networkPortRef = struct({ net: networkRef, uuid });
export type NetworkPortRef = Infer<typeof networkPortRef>;

export const nwfilterRef = struct({ name: text, uuid });
export type NwfilterRef = Infer<typeof nwfilterRef>;

export const nwfilterBindingRef = struct({ portdev: text, filtername: text });
export type NwfilterBindingRef = Infer<typeof nwfilterBindingRef>;

export const interfaceRef = struct({ name: text, mac: text });
export type InterfaceRef = Infer<typeof interfaceRef>;

export const storagePoolRef = struct({ name: text, uuid });
export type StoragePoolRef = Infer<typeof storagePoolRef>;

export const storageVolRef = struct({ pool: text, name: text, key: text });
export type StorageVolRef = Infer<typeof storageVolRef>;

export const nodeDeviceRef = struct({ name: text });
export type NodeDeviceRef = Infer<typeof nodeDeviceRef>;

export const secretRef = struct({ uuid, usageType: int, usageID: text });
export type SecretRef = Infer<typeof secretRef>;

export const domainCheckpointRef = struct({ name: text, dom: domainRef });
export type DomainCheckpointRef = Infer<typeof domainCheckpointRef>;

export const domainSnapshotRef = struct({ name: text, dom: domainRef });
export type DomainSnapshotRef = Infer<typeof domainSnapshotRef>;

/** The value of a typed parameter; the key is its virTypedParameterType. */
export const typedParamValue = union({
  1: int,
  2: uint,
  3: hyper,
  4: uhyper,
  5: double,
  6: int, // boolean
  7: text,
});
export const typedParam = struct({ field: text, value: typedParamValue });
export type TypedParam = Infer<typeof typedParam>;

/** A list of typed parameters, of at most `max`. */
export const typedParams = (max: number): Layout<TypedParam[]> => array(typedParam, max);

export const vcpuInfo = struct({ number: uint, state: int, cpuTime: uhyper, cpu: int });
export type VcpuInfo = Infer<typeof vcpuInfo>;

export const nodeCpuStat = struct({ field: text, value: uhyper });
export type NodeCpuStat = Infer<typeof nodeCpuStat>;

export const nodeMemoryStat = struct({ field: text, value: uhyper });
export type NodeMemoryStat = Infer<typeof nodeMemoryStat>;

export const domainDiskError = struct({ disk: text, error: int });
export type DomainDiskError = Infer<typeof domainDiskError>;

export const domainMemoryStat = struct({ tag: int, val: uhyper });
export type DomainMemoryStat = Infer<typeof domainMemoryStat>;

export const domainIothreadInfo = struct({ iothreadId: uint, cpumap: opaque(cpumapMax) });
export type DomainIothreadInfo = Infer<typeof domainIothreadInfo>;

export const graphicsAddress = struct({ family: int, node: text, service: text });
export type GraphicsAddress = Infer<typeof graphicsAddress>;

export const graphicsIdentity = struct({ type: text, name: text });
export type GraphicsIdentity = Infer<typeof graphicsIdentity>;

export const networkDhcpLease = struct({
  iface: text,
  expirytime: hyper,
  type: int,
  mac: optional(text),
  iaid: optional(text),
  ipaddr: text,
  prefix: uint,
  hostname: optional(text),
  clientid: optional(text),
});
export type NetworkDhcpLease = Infer<typeof networkDhcpLease>;

export const domainStatsRecord = struct({ dom: domainRef, params: typedParams(connectGetAllDomainStatsMax) });
export type DomainStatsRecord = Infer<typeof domainStatsRecord>;

export const domainFsinfo = struct({
  mountpoint: text,
  name: text,
  fstype: text,
  devAliases: array(text, domainFsinfoDisksMax),
});
export type DomainFsinfo = Infer<typeof domainFsinfo>;

export const domainIpAddr = struct({ type: int, addr: text, prefix: uint });
export type DomainIpAddr = Infer<typeof domainIpAddr>;

export const domainInterface = struct({
  name: text,
  hwaddr: optional(text),
  addrs: array(domainIpAddr, domainIpAddrMax),
});
export type DomainInterface = Infer<typeof domainInterface>;

export const securityLabel = struct({ label: array(char, securityLabelMax), enforcing: int });
export type SecurityLabel = Infer<typeof securityLabel>;
