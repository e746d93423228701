/** The kinds of storage pools: what the source of each is made of, and which formats pools and volumes can have. */
import { StorageVolType } from "@virtgate/protocol/constants";
import { STORAGE_FORMATS } from "../domain/devices/disk-source.js";

/** What a source can be made of. Parts that a kind does not use are read, checked and dropped. */
export type SourcePart = "host" | "device" | "dir" | "adapter" | "name" | "initiator";

export interface Formats {
  /** By libvirt's numbers. */
  readonly names: readonly string[];
  readonly standard: string;
  /** One that has a number, but that nobody may ask for. */
  readonly internal?: string;
}

export interface PoolType {
  readonly name: string;
  readonly parts: ReadonlySet<SourcePart>;
  /** Not a folder or device of this host: there is no target. */
  readonly remote: boolean;
  readonly formats: Formats | undefined;
  readonly volumeFormats: Formats | undefined;
  /** virStorageVolType of its volumes. */
  readonly volumeType: number;
}

const fileFormats: Formats = {
  names: ["none", ...STORAGE_FORMATS.filter((name) => name !== "luks")],
  standard: "raw",
  internal: "none",
};
const { file, block, network } = StorageVolType;

function type(
  name: string,
  volumeType: number,
  parts: readonly SourcePart[],
  more: Partial<Pick<PoolType, "remote" | "formats" | "volumeFormats">> = {},
): PoolType {
  const { remote = false, formats, volumeFormats } = more;
  return { name, volumeType, parts: new Set(parts), remote, formats, volumeFormats };
}

const fsFormats = {
  names: [
    ...["auto", "ext2", "ext3", "ext4", "ufs", "iso9660", "udf"],
    ...["gfs", "gfs2", "vfat", "hfs+", "xfs", "ocfs2", "vmfs"],
  ],
  standard: "auto",
};
export const NETFS_FORMATS = ["auto", "nfs", "glusterfs", "cifs"] as const;
const diskFormats = {
  names: ["unknown", "dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun", "lvm2"],
  standard: "unknown",
};
const partitionFormats = {
  names: ["none", "linux", "fat16", "fat32", "linux-swap", "linux-lvm", "linux-raid", "extended"],
  standard: "none",
};
const logicalFormats = { names: ["unknown", "lvm2"], standard: "lvm2" };

/** In the order of virStoragePoolType. */
const types: readonly PoolType[] = [
  type("dir", file, [], { volumeFormats: fileFormats }),
  type("fs", file, ["device"], { formats: fsFormats, volumeFormats: fileFormats }),
  type("netfs", file, ["host", "dir"], {
    formats: { names: NETFS_FORMATS, standard: "auto" },
    volumeFormats: fileFormats,
  }),
  type("logical", block, ["device", "name"], { formats: logicalFormats }),
  type("disk", block, ["device"], { formats: diskFormats, volumeFormats: partitionFormats }),
  type("iscsi", block, ["host", "device", "initiator"]),
  type("iscsi-direct", network, ["host", "device", "initiator"], { remote: true }),
  type("scsi", block, ["adapter"]),
  type("mpath", block, []),
  type("rbd", network, ["host", "name"], { remote: true, volumeFormats: fileFormats }),
  type("sheepdog", network, ["host", "name"], { remote: true }),
  type("gluster", network, ["host", "name", "dir"], { remote: true, volumeFormats: fileFormats }),
  type("zfs", block, ["device", "name"]),
  type("vstorage", file, ["name"], { volumeFormats: fileFormats }),
];

const byName = new Map(types.map((one) => [one.name, one]));

export const poolTypeNamed = (name: string): PoolType | undefined => byName.get(name);
export const POOL_TYPES: readonly string[] = types.map(({ name }) => name);
