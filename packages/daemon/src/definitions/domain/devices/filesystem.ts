/** `<filesystem>`: a directory, file, block device or memory handed to the guest. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit } from "../../integer.js";
import { invalidDomain, refuse } from "../../refusal.js";
import { type ChildRule, present, type Shape, shape } from "../../shape.js";
import { choice, nonEmpty, number, onOff, string, unsignedLongLong, withDefault } from "../../values.js";
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

const createMode = number({
  range: [0n, 0o777n],
  base: 8,
});
const octal =
  (name: string) =>
  (value: string | undefined, at: Parameters<typeof createMode>[1]): string | undefined => {
    if (value === undefined) return undefined;
    const read = Number.parseInt(value, 8);
    if (!/^[0-7]+$/.test(value)) throw invalidDomain(`invalid ${name}: '${value}'`);
    if (read > 0o777) throw invalidDomain(`invalid ${name}: '0${read.toString(8)}'`);
    void at;
    return read.toString(8).padStart(4, "0");
  };

const ram: ChildRule = (parent) => {
  const from = childNamed(parent, "source");
  const usage = attribute(from, "usage");
  if (usage === undefined) throw invalidDomain("missing 'usage' attribute for RAM filesystem");
  if (!/^[0-9]+$/.test(usage)) throw invalidDomain(`cannot parse usage '${usage}' for RAM filesystem`);
  const scaled = scaledChild("usage", "KiB");
  const wrapped = element("source", {}, [element("usage", { unit: attribute(from, "units") }, [usage])]);
  const kib = scaled(wrapped, { random: () => new Uint8Array() })[0]!;
  return [
    element("source", {
      usage: kib.children.map((node) => (node.kind === "text" ? node.text : "")).join(""),
      units: "KiB",
    }),
  ];
};

const driver = shape("driver", {
  attributes: {
    type: choice(["path", "handle", "loop", "nbd", "ploop", "virtiofs"], { hidden: "default" }),
    format: choice(STORAGE_FORMATS),
    wrpolicy: choice(["immediate"], { hidden: "default" }),
    queue(value, at) {
      return attribute(at.element, "type") === "virtiofs" ? unsignedLongLong(value, at) : undefined;
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
    fmode: octal("fmode"),
    dmode: octal("dmode"),
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
