/** `<disk>`: everything but its source, which disk-source.ts reads. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { invalidDomain, refuse, unsupported } from "../../refusal.js";
import { type ChildRule, present, type ShapeParts, shape, textElement, type ValueRule } from "../../shape.js";
import { encryption } from "../../storage/secret.js";
import {
  choice,
  number,
  onOff,
  positiveInt,
  string,
  unsignedInt,
  unsignedLongLong,
  withDefault,
  yesNo,
} from "../../values.js";
import { attribute, childNamed, type XmlElement } from "../../xml-tree.js";
import { bootableInfo, VIRTIO_MODELS, virtioOptions } from "./common.js";
import { backingStore, parseDiskSource, STORAGE_FORMATS, STORAGE_TYPES, sourceName } from "./disk-source.js";
import { scaledChild } from "./scaled.js";
import { auth } from "./source-host.js";

export const DISK_BUSES = ["ide", "fdc", "scsi", "virtio", "xen", "usb", "uml", "sata", "sd"] as const;
const DEVICES = ["disk", "cdrom", "floppy", "lun"];

/** Reads cannot run out of space. */
const readErrorPolicy: ValueRule = (value, at) => {
  const policy = choice(["stop", "report", "ignore", "enospace"])(value, at);
  if (policy === "enospace") throw unsupported(`Invalid disk read error policy: '${policy}'`);
  return policy;
};

const driver = shape("driver", {
  attributes: {
    name: string,
    type(value) {
      if (value === undefined) return undefined;
      if (value === "aio") return "raw"; // an old word, kept for old files
      if (!(STORAGE_FORMATS as readonly string[]).includes(value)) {
        throw unsupported(`unknown driver format value '${value}'`);
      }
      return value;
    },
    cache: choice(["default", "none", "writethrough", "writeback", "directsync", "unsafe"], {
      hidden: "default",
    }),
    error_policy: choice(["stop", "report", "ignore", "enospace"]),
    rerror_policy: readErrorPolicy,
    io: choice(["native", "threads", "io_uring"]),
    ioeventfd: onOff,
    event_idx: onOff,
    copy_on_read: onOff,
    discard: choice(["unmap", "ignore"]),
    iothread: positiveInt,
    detect_zeroes: choice(["off", "on", "unmap"]),
    queues: positiveInt,
    queue_size: positiveInt,
    ...virtioOptions,
  },
  children: [shape("metadata_cache", { children: [scaledChild("max_size", "bytes")] })],
});

const target = shape("target", {
  attributes: {
    dev: string,
    bus: choice(DISK_BUSES),
    tray: choice(["open", "closed"]),
    removable: onOff,
    rotation_rate: positiveInt,
  },
});

const geometry = shape("geometry", {
  attributes: {
    cyls: unsignedInt,
    heads: unsignedInt,
    secs: unsignedInt,
    trans: choice(["none", "auto", "lba"], { hidden: "default" }),
  },
});

// A geometry is whole or not at all.
const wholeGeometry: ChildRule = (parent, context) =>
  geometry(parent, context).filter((made) =>
    ["cyls", "heads", "secs"].every((name) => made.attributes.has(name)),
  );

const blockio = shape("blockio", {
  attributes: {
    logical_block_size: number({ hideZero: true }),
    physical_block_size: number({ hideZero: true }),
  },
});

const RATES = [
  "total_bytes_sec",
  "read_bytes_sec",
  "write_bytes_sec",
  "total_iops_sec",
  "read_iops_sec",
  "write_iops_sec",
];

/** In the order in which libvirt writes them. */
export const IOTUNE_NUMBERS = [
  ...RATES,
  ...RATES.map((rate) => `${rate}_max`),
  "size_iops_sec",
  ...RATES.map((rate) => `${rate}_max_length`),
];

/** Numbers that concern single requests, the name of the group, then how long peaks may last. */
export const IOTUNE_ORDER = [...IOTUNE_NUMBERS.slice(0, 13), "group_name", ...IOTUNE_NUMBERS.slice(13)];

const iotuneNumber =
  (name: string): ChildRule =>
  (parent, context) => {
    const read = textElement(name, (value, at) => {
      if (value === undefined) return undefined;
      try {
        const text = unsignedLongLong(value, at);
        return text === "0" ? undefined : text;
      } catch {
        throw invalidDomain(`disk iotune field '${name}' must be an integer`);
      }
    });
    return read(parent, context);
  };

const iotune = shape("iotune", {
  children: [
    ...IOTUNE_NUMBERS.slice(0, 13).map(iotuneNumber),
    textElement("group_name"),
    ...IOTUNE_NUMBERS.slice(13).map(iotuneNumber),
  ],
});

const limited = (name: string, length: number, words: string): ChildRule =>
  textElement(name, (value) => {
    if (value === undefined) return undefined;
    if (value.length > length) throw unsupported(`disk ${words} is more than ${length} characters`);
    if (/[^\x20-\x7e]/.test(value)) throw invalidDomain(`disk ${words} is not printable string`);
    return value;
  });

const wwn = textElement("wwn", (value) => {
  if (value !== undefined && !/^(?:0x)?[0-9a-fA-F]{16}$/.test(value)) {
    throw refuse(ErrorDomain.none, ErrorCode.internalError, `Malformed wwn: ${value}`);
  }
  return value;
});

const transient = shape("transient", {
  flag: true,
  attributes: { shareBacking: (value, at) => (yesNo(value, at) === "yes" ? "yes" : undefined) },
});

/** `<source>` of the disk's type. A vhostuser disk keeps its source even when it says nothing. */
const source: ChildRule = (parent, context) => {
  const from = childNamed(parent, "source");
  const made = from && parseDiskSource(from, attribute(parent, "type") ?? "file", context);
  return made ? [made] : [];
};

/** Outside the source only when the user wrote it there; both places at once are refused. */
const besideSource =
  (rule: ChildRule & { elementName: string }): ChildRule =>
  (parent, context) => {
    const made = rule(parent, context);
    if (made.length > 0 && childNamed(childNamed(parent, "source"), rule.elementName)) {
      throw unsupported(`an <${rule.elementName}> definition already found for disk source`);
    }
    return made;
  };

const parts: ShapeParts = {
  attributes: {
    type: withDefault("file", choice(STORAGE_TYPES)),
    device: withDefault("disk", choice(DEVICES)),
    model: choice(VIRTIO_MODELS),
    rawio: yesNo,
    sgio: choice(["filtered", "unfiltered"], { hidden: "default" }),
    snapshot: choice(["no", "internal", "external", "manual"]),
  },
  children: [
    driver,
    besideSource(auth),
    source,
    backingStore,
    shape("backenddomain", { attributes: { name: string } }),
    wholeGeometry,
    blockio,
    target,
    iotune,
    present("readonly"),
    present("shareable"),
    transient,
    textElement("serial"),
    wwn,
    limited("vendor", 8, "vendor"),
    limited("product", 16, "product"),
    besideSource(encryption),
    ...bootableInfo,
  ],
  finish,
};

export const disk = shape("disk", parts);

function finish(made: XmlElement): XmlElement {
  const device = attribute(made, "device")!;
  const goal = childNamed(made, "target");
  const dev = attribute(goal, "dev");
  if (!goal || !dev) throw noTarget(sourceName(made));
  if (device !== "cdrom" && device !== "floppy" && attribute(goal, "tray") === "open") {
    throw unsupported("tray is only valid for cdrom and floppy");
  }
  return made;
}

const noTarget = (name: string | undefined) => refuse(ErrorDomain.domain, ErrorCode.noTarget, name);

export const diskTarget = (made: XmlElement): string => attribute(childNamed(made, "target"), "dev") ?? "";
export const diskBus = (made: XmlElement): string => attribute(childNamed(made, "target"), "bus") ?? "";
