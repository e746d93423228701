// Structs that several procedures of the remote program share. The interfaces give the types names, which is what
// editors and declaration files then show instead of all their fields.

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

const domain = struct({ name: text, uuid, id: int });
export interface DomainRef extends Infer<typeof domain> {}
export const domainRef: Layout<DomainRef> = domain;

const network = struct({ name: text, uuid });
export interface NetworkRef extends Infer<typeof network> {}
export const networkRef: Layout<NetworkRef> = network;

const networkPort = struct({ net: networkRef, uuid });
export interface NetworkPortRef extends Infer<typeof networkPort> {}
export const networkPortRef: Layout<NetworkPortRef> = networkPort;

const nwfilter = struct({ name: text, uuid });
export interface NwfilterRef extends Infer<typeof nwfilter> {}
export const nwfilterRef: Layout<NwfilterRef> = nwfilter;

const nwfilterBinding = struct({ portdev: text, filtername: text });
export interface NwfilterBindingRef extends Infer<typeof nwfilterBinding> {}
export const nwfilterBindingRef: Layout<NwfilterBindingRef> = nwfilterBinding;

const hostInterface = struct({ name: text, mac: text });
export interface InterfaceRef extends Infer<typeof hostInterface> {}
export const interfaceRef: Layout<InterfaceRef> = hostInterface;

const storagePool = struct({ name: text, uuid });
export interface StoragePoolRef extends Infer<typeof storagePool> {}
export const storagePoolRef: Layout<StoragePoolRef> = storagePool;

const storageVol = struct({ pool: text, name: text, key: text });
export interface StorageVolRef extends Infer<typeof storageVol> {}
export const storageVolRef: Layout<StorageVolRef> = storageVol;

const nodeDevice = struct({ name: text });
export interface NodeDeviceRef extends Infer<typeof nodeDevice> {}
export const nodeDeviceRef: Layout<NodeDeviceRef> = nodeDevice;

const secret = struct({ uuid, usageType: int, usageID: text });
export interface SecretRef extends Infer<typeof secret> {}
export const secretRef: Layout<SecretRef> = secret;

const domainCheckpoint = struct({ name: text, dom: domainRef });
export interface DomainCheckpointRef extends Infer<typeof domainCheckpoint> {}
export const domainCheckpointRef: Layout<DomainCheckpointRef> = domainCheckpoint;

const domainSnapshot = struct({ name: text, dom: domainRef });
export interface DomainSnapshotRef extends Infer<typeof domainSnapshot> {}
export const domainSnapshotRef: Layout<DomainSnapshotRef> = domainSnapshot;

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
const param = struct({ field: text, value: typedParamValue });
export interface TypedParam extends Infer<typeof param> {}
export const typedParam: Layout<TypedParam> = param;

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
