/** `<filesystem>`: a directory, file, block device or memory handed to the guest. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../../integer.js";
import { invalidDomain, refuse, unsupported } from "../../refusal.js";
import { type ChildRule, present, type Shape, shape, type ValueRule } from "../../shape.js";
import { MEMORY_LIMIT_BYTES, scaleToBytes } from "../../units.js";
import { choice, nonEmpty, number, onOff, string, withDefault } from "../../values.js";
import { attribute, childNamed, element, type XmlElement } from "../../xml-tree.js";
import { bootableInfo, VIRTIO_MODELS, virtioOptions } from "./common.js";
import { STORAGE_FORMATS } from "./disk-source.js";
import { scaledChild } from "./scaled.js";

const TYPES = ["mount", "block", "file", "template", "ram", "bind", "volume"];

/** The source attribute of each type. */
const source: Readonly<Record<string, Shape>> = {
  mount: shape("source", { attributes: { dir: string, socket: string } }),
  bind: shape("source", { attributes: { dir: string } }),
  block: shape("source", { attributes: { dev: string } }),
  file: shape("source", { attributes: { file: string } }),
  template: shape("source", { attributes: { name: string } }),
  volume: shape("source", { attributes: { pool: string, volume: string } }),
};

/** A file mode: octal, at most 0777. */
const octal: ValueRule = (value, at) => {
  const text = number({ base: 8 })(value, at);
  const mode = Number(text ?? 0);
  if (mode > 0o777) throw invalidDomain(`invalid ${at.name}: '0${mode.toString(8)}'`);
  return mode === 0 ? undefined : mode.toString(8).padStart(4, "0");
};

const ram: ChildRule = (parent) => {
  const from = childNamed(parent, "source");
  const usage = attribute(from, "usage");
  if (usage === undefined) throw invalidDomain("missing 'usage' attribute for RAM filesystem");
  const value = parseInteger(usage, Limit.unsignedLongLong);
  if (value === undefined) throw invalidDomain(`cannot parse usage '${usage}' for RAM filesystem`);
  const bytes = scaleToBytes(value, attribute(from, "units"), 1024n, MEMORY_LIMIT_BYTES);
  return [element("source", { usage: bytes / 1024n, units: "KiB" })];
};

const queueSize = number({
  range: Limit.unsignedLongLong,
  hideZero: true,
  refusal: (value) => invalidDomain(`cannot parse queue size '${value}' for virtiofs`),
});

const driver = shape("driver", {
  attributes: {
    type: choice(["path", "handle", "loop", "nbd", "ploop", "virtiofs"], { hidden: "default" }),
    format: choice(STORAGE_FORMATS),
    wrpolicy: choice(["immediate"], { hidden: "default" }),
    queue(value, at) {
      return attribute(at.element, "type") === "virtiofs" ? queueSize(value, at) : undefined;
    },
    ...virtioOptions,
  },
});

const binary = shape("binary", {
  attributes: { path: nonEmpty, xattr: onOff },
  children: [
    shape("cache", { attributes: { mode: choice(["none", "always"], { hidden: "default" }) } }),
    shape("sandbox", { attributes: { mode: choice(["namespace", "chroot"], { hidden: "default" }) } }),
    shape("lock", { attributes: { posix: onOff, flock: onOff } }),
    shape("thread_pool", { attributes: { size: number({ range: Limit.int }) } }),
  ],
});

export const filesystem = shape("filesystem", {
  attributes: {
    type: withDefault("mount", choice(TYPES)),
    accessmode: choice(["passthrough", "mapped", "squash"], { hidden: "default" }),
    model: choice(VIRTIO_MODELS),
    multidevs: choice(["remap", "forbid", "warn"], { hidden: "default" }),
    fmode: octal,
    dmode: octal,
  },
  children: [
    driver,
    (parent, context) => (driverType(parent) === "virtiofs" ? binary(parent, context) : []),
    (parent, context) => {
      const type = attribute(parent, "type") ?? "mount";
      return type === "ram" ? ram(parent, context) : (source[type]?.(parent, context) ?? []);
    },
    shape("target", { attributes: { dir: string } }),
    present("readonly"),
    ...bootableInfo,
    scaledChild("space_hard_limit", "bytes", { hideZero: true }),
    scaledChild("space_soft_limit", "bytes", { hideZero: true }),
  ],
  finish(made) {
    const type = attribute(made, "type")!;
    const from = childNamed(made, "source");
    const goal = childNamed(made, "target");
    if (!from && type !== "ram") {
      throw refuse(ErrorDomain.domain, ErrorCode.noSource, attribute(goal, "dir"));
    }
    if (!goal && !attribute(from, "socket"))
      throw refuse(ErrorDomain.domain, ErrorCode.noTarget, sourceOf(from));
    if (childNamed(made, "boot") && attribute(childNamed(made, "driver"), "type") !== "virtiofs") {
      throw unsupported("boot order is only supported for virtiofs");
    }
    if (!made.attributes.has("accessmode") && attribute(from, "socket") === undefined) placeAccessMode(made);
    return made;
  },
});

const driverType = (parent: XmlElement): string | undefined =>
  attribute(childNamed(parent, "driver"), "type");
const sourceOf = (from: XmlElement | undefined): string | undefined =>
  from && [...from.attributes.values()][0];

function placeAccessMode(made: XmlElement): void {
  const { type, ...rest } = Object.fromEntries(made.attributes);
  made.attributes.clear();
  for (const [name, value] of Object.entries({ type: type!, accessmode: "passthrough", ...rest })) {
    made.attributes.set(name, value);
  }
}
