/** Where a disk's data comes from: `<source>` in the form of each disk type, and the chain behind it. */

import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit } from "../../integer.js";
import { internal, invalidDomain, refuse, unsupported } from "../../refusal.js";
import { type ChildRule, each, type ParseContext, type ShapeParts, shape } from "../../shape.js";
import { encryption } from "../../storage/secret.js";
import { choice, number, required, string, yesNo } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../../xml-tree.js";
import { hostPciAddress } from "./address.js";
import { scaledChild } from "./scaled.js";
import {
  addDefaultPorts,
  auth,
  deviceSeclabels,
  host,
  initiator,
  reconnect,
  reservations,
} from "./source-host.js";

export const STORAGE_TYPES = ["file", "block", "dir", "network", "volume", "nvme", "vhostuser"] as const;
export const PROTOCOLS = [
  ...[
    "nbd",
    "rbd",
    "sheepdog",
    "gluster",
    "iscsi",
    "http",
    "https",
    "ftp",
    "ftps",
    "tftp",
    "ssh",
    "vxhs",
    "nfs",
  ],
] as const;
export const STORAGE_FORMATS = [
  ...["raw", "dir", "bochs", "cloop", "dmg", "iso", "vpc", "vdi", "fat", "vhd", "ploop"],
  ...["luks", "cow", "qcow", "qcow2", "qed", "vmdk"],
] as const;

const startupPolicy = choice(["mandatory", "requisite", "optional"], { hidden: "default" });
const sliceNumber = number({ range: Limit.unsignedLongLong });

const volumeMode = choice(["host", "direct"], {
  hidden: "default",
  refusal: (value) => unsupported(`unknown source mode '${value}' for volume type disk`),
});

const slices = shape("slices", {
  children: [
    each(
      shape("slice", {
        attributes: { type: required(choice(["storage"])), offset: sliceNumber, size: sliceNumber },
        finish(made) {
          if (!made.attributes.has("offset") || !made.attributes.has("size")) {
            throw invalidDomain("missing offset or size attribute of slice");
          }
          return made;
        },
      }),
    ),
  ],
});

const cookies = shape("cookies", {
  children: [
    each(
      shape("cookie", {
        attributes: {
          name(value) {
            if (value === undefined || value === "") throw invalidDomain("missing cookie name");
            if (!/^[!#$%&'*+\-.0-9A-Z^_`a-z|~]+$/.test(value)) {
              throw refuse(
                ErrorDomain.storage,
                ErrorCode.xmlError,
                `cookie name '${value}' contains invalid characters`,
              );
            }
            return value;
          },
        },
        text(value, at) {
          if (value === undefined)
            throw invalidDomain(`missing value for cookie '${attribute(at.element, "name")}'`);
          return value;
        },
      }),
    ),
  ],
});

const WEB = ["http", "https", "ftp", "ftps"];
const onlyFor =
  (protocols: readonly string[], rule: ChildRule): ChildRule =>
  (parent, context) =>
    protocols.includes(attribute(parent, "protocol") ?? "") ? rule(parent, context) : [];
const patience = number({
  range: Limit.unsignedLongLong,
  hideZero: true,
  refusal: () => invalidDomain("invalid readahead size or timeout"),
});

const networkOnly: readonly ChildRule[] = [
  each(host),
  shape("snapshot", { attributes: { name: string } }),
  shape("config", { attributes: { file: string } }),
  initiator,
  onlyFor(["https", "ftps"], shape("ssl", { attributes: { verify: yesNo } })),
  onlyFor(["http", "https"], cookies),
  onlyFor(WEB, shape("readahead", { attributes: { size: patience } })),
  onlyFor(WEB, shape("timeout", { attributes: { seconds: patience } })),
  shape("identity", { attributes: { user: string, group: string } }),
];

const common: readonly ChildRule[] = [slices, deviceSeclabels, encryptionInside(), reservations];

/** `<encryption>` and `<auth>` stand where the user wrote them: in the source or beside it. */
function encryptionInside(): ChildRule {
  return (parent, context) => encryption(parent, context);
}

/** Checks a name against its protocol, and fills in the usual ports and unit. */
function completeNetwork(made: XmlElement): XmlElement {
  const protocol = attribute(made, "protocol")!;
  const name = attribute(made, "name");
  if (name === undefined && protocol !== "nbd") throw invalidDomain("missing name for disk source");
  if (name !== undefined && (protocol === "gluster" || protocol === "rbd")) {
    if (!/^[^/]+\/./s.test(name))
      throw invalidDomain(`can't split path '${name}' into pool name and image name`);
  }
  if (protocol === "iscsi" && !name!.includes("/")) made.attributes.set("name", `${name}/0`);
  addDefaultPorts(made, protocol);
  return made;
}

const TYPES: Readonly<Record<string, ShapeParts>> = {
  file: { attributes: { file: string, fdgroup: string, startupPolicy }, children: common },
  block: { attributes: { dev: string, startupPolicy }, children: common },
  dir: { attributes: { dir: string, startupPolicy }, children: common },
  network: {
    attributes: {
      protocol: required(choice(PROTOCOLS)),
      name: string,
      query: string,
      tls: yesNo,
      tlsHostname: string,
      startupPolicy,
    },
    children: [...networkOnly, auth, ...common],
    finish: completeNetwork,
  },
  volume: {
    attributes: {
      pool: string,
      volume: string,
      mode: volumeMode,
      startupPolicy,
    },
    children: common,
    finish(made) {
      const [pool, volume] = [made.attributes.has("pool"), made.attributes.has("volume")];
      if (pool !== volume) {
        throw invalidDomain("'pool' and 'volume' must be specified together for 'pool' type source");
      }
      return made;
    },
  },
  nvme: {
    attributes: {
      type(value) {
        if (value === undefined) throw invalidDomain("missing 'type' attribute to disk source");
        if (value !== "pci") throw invalidDomain(`unsupported source type '${value}'`);
        return value;
      },
      managed: (value, at) => yesNo(value, at) ?? "yes",
      namespace(value, at) {
        if (value === undefined) throw invalidDomain("missing 'namespace' attribute to disk source");
        const read = number({
          range: Limit.unsignedLongLong,
          refusal: () => invalidDomain(`malformed namespace '${value}'`),
        });
        return read(value, at);
      },
      startupPolicy,
    },
    children: [
      (parent, context) => {
        const from = childNamed(parent, "address");
        if (!from) throw invalidDomain("NVMe disk source is missing address");
        return [hostPciAddress.apply(from, context)!];
      },
      ...common,
    ],
  },
  vhostuser: {
    attributes: {
      type(value) {
        if (value === undefined) throw invalidDomain("missing 'type' attribute for vhostuser disk source");
        if (value !== "unix") throw invalidDomain("invalid 'type' attribute for vhostuser disk source");
        return value;
      },
      path(value) {
        if (value === undefined) throw invalidDomain("missing 'path' attribute for vhostuser disk source");
        return value;
      },
    },
    children: [reconnect],
  },
};

const SHAPES = Object.fromEntries(
  Object.entries(TYPES).map(([type, parts]) => [type, shape("source", parts)]),
);

export function parseDiskSource(
  from: XmlElement,
  type: string,
  context: ParseContext,
): XmlElement | undefined {
  const read = SHAPES[type];
  if (!read) throw internal(`unexpected disk type ${type}`);
  return read.apply(from, context);
}

const format = shape("format", {
  attributes: {
    type(value) {
      if (value === undefined) throw invalidDomain("missing disk backing store format");
      return storageFormat(value);
    },
  },
  children: [shape("metadata_cache", { children: [scaledChild("max_size", "bytes")] })],
});

function storageFormat(value: string): string {
  if (!(STORAGE_FORMATS as readonly string[]).includes(value)) {
    throw invalidDomain(`unknown storage source format '${value}'`);
  }
  return value;
}

/** The chain below a disk. An empty `<backingStore/>` ends it and is kept: it says there is nothing below. */
export const backingStore: ChildRule = (parent, context) => {
  const from = childrenNamed(parent, "backingStore")[0];
  if (!from) return [];
  const type = attribute(from, "type");
  if (type === undefined) return [element("backingStore")];
  const formats = format(from, context);
  if (formats.length === 0) throw invalidDomain("missing disk backing store format");
  if (!(STORAGE_TYPES as readonly string[]).includes(type)) {
    throw invalidDomain(`unknown storage source type '${type}'`);
  }
  const source = childNamed(from, "source");
  if (!source) throw invalidDomain("missing disk backing store source");
  return [
    element("backingStore", { type }, [
      ...formats,
      parseDiskSource(source, type, context) ?? element("source"),
      ...backingStore(from, context),
    ]),
  ];
};

/** What a disk is read from, in the one word libvirt uses in its refusals. */
export function sourceName(disk: XmlElement): string | undefined {
  const source = childNamed(disk, "source");
  const key = {
    file: "file",
    block: "dev",
    dir: "dir",
    network: "name",
    volume: "volume",
    vhostuser: "path",
  }[attribute(disk, "type") ?? ""];
  return (key && attribute(source, key)) || undefined;
}
