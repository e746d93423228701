// Whether two pools would be made of the same storage. libvirt compares what the kinds of pools have in common, and
// asks the machine's /sys where an adapter can be named in several ways; this hypervisor's adapters are not there.

import {
  attribute,
  childNamed,
  childrenNamed,
  type PoolDefinition,
  type XmlElement,
} from "../../definitions/index.js";
import { Limit, parseInteger } from "../../definitions/integer.js";

type Compare = (known: PoolDefinition, added: PoolDefinition) => boolean;

const sourceName = ({ source }: PoolDefinition) => childNamed(source, "name");
const nameText = (pool: PoolDefinition) => JSON.stringify(sourceName(pool)?.children ?? null);
const dirPath = ({ source }: PoolDefinition) => attribute(childNamed(source, "dir"), "path");
const hosts = ({ source }: PoolDefinition) => childrenNamed(source, "host");
const devices = ({ source }: PoolDefinition) =>
  childrenNamed(source, "device").map((one) => attribute(one, "path"));
const initiatorName = ({ source }: PoolDefinition) =>
  attribute(childNamed(childNamed(source, "initiator"), "iqn"), "name");

/** The port counts only where the new pool names one. Several hosts on both sides are never the same. */
const sameHost: Compare = (known, added) => {
  const [ours, theirs] = [hosts(known), hosts(added)];
  if (ours.length !== 1 && theirs.length !== 1) return false;
  const port = attribute(theirs[0], "port");
  if (port !== undefined && port !== attribute(ours[0], "port")) return false;
  return attribute(ours[0], "name") === attribute(theirs[0], "name");
};

const sameDevice: Compare = (known, added) => {
  const ours = new Set(devices(known));
  return devices(added).some((path) => ours.has(path));
};

/** iSCSI pools are compared with each other only, and may share a target under two initiator names. */
const sameDevices: Compare = (known, added) => {
  if (known.type.name !== "iscsi" && added.type.name !== "iscsi") return sameDevice(known, added);
  if (known.type !== added.type || !sameDevice(known, added)) return false;
  return initiatorName(known) === initiatorName(added);
};

/** The number in "host5", "scsi_host5" or "fc_host5". */
function hostNumber(name: string | undefined): bigint | undefined {
  const digits = /^(?:scsi_host|fc_host|host)(.*)$/s.exec(name ?? "")?.[1];
  return digits === undefined ? undefined : parseInteger(digits, Limit.unsignedInt);
}

const isFibre = (adapter: XmlElement | undefined) => attribute(adapter, "type") === "fc_host";
const parentText = (adapter: XmlElement | undefined) => {
  const parent = childNamed(adapter, "parentaddr");
  const address = childNamed(parent, "address");
  return parent && JSON.stringify([...parent.attributes, ...(address?.attributes ?? [])]);
};

const sameAdapter: Compare = (known, added) => {
  const [ours, theirs] = [known, added].map(({ source }) => childNamed(source, "adapter"));
  if (isFibre(ours) && isFibre(theirs)) {
    return ["wwnn", "wwpn"].every((name) => attribute(ours, name) === attribute(theirs, name));
  }
  const numberOf = (adapter: XmlElement | undefined) =>
    hostNumber(attribute(adapter, isFibre(adapter) ? "parent" : "name"));
  const parent = parentText(ours);
  if (parent !== undefined && parent === parentText(theirs)) return true;
  const number = numberOf(ours);
  return number !== undefined && number === numberOf(theirs);
};

const blockDevices = new Set(["iscsi", "fs", "logical", "disk", "zfs"]);

/** For pools of one kind. */
const ofKind: Readonly<Record<string, Compare>> = {
  dir: (known, added) => known.targetPath === added.targetPath,
  gluster: (known, added) =>
    nameText(known) === nameText(added) && dirPath(known) === dirPath(added) && sameHost(known, added),
  netfs: (known, added) => dirPath(known) === dirPath(added) && sameHost(known, added),
  scsi: sameAdapter,
  sheepdog: sameHost,
  mpath: () => true,
  vstorage: (known, added) => nameText(known) === nameText(added),
};

const firstHost = (pool: PoolDefinition) => attribute(hosts(pool)[0], "name");
const onDevices = (pool: PoolDefinition) => devices(pool).map((path) => `device ${path}`);

const keysOfKind: Readonly<Record<string, (pool: PoolDefinition) => readonly string[]>> = {
  dir: ({ targetPath }) => [`dir ${targetPath}`],
  gluster: (pool) => [`gluster ${nameText(pool)}`],
  netfs: (pool) => [`netfs ${dirPath(pool)}`],
  scsi: () => ["scsi"],
  sheepdog: (pool) => [`sheepdog ${firstHost(pool)}`],
  mpath: () => ["mpath"],
  vstorage: (pool) => [`vstorage ${nameText(pool)}`],
};

/** Pools that conflict have one of these in common, so that few need to be compared. */
export const conflictKeys = (pool: PoolDefinition): readonly string[] =>
  blockDevices.has(pool.type.name) ? onDevices(pool) : (keysOfKind[pool.type.name]?.(pool) ?? []);

/** A pool of the same name is the same pool, and no conflict. */
export const conflicts: Compare = (known, added) => {
  if (known.name === added.name) return false;
  if (blockDevices.has(known.type.name))
    return blockDevices.has(added.type.name) && sameDevices(known, added);
  return known.type === added.type && (ofKind[known.type.name]?.(known, added) ?? false);
};
