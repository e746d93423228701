/** `<memory>` devices: DIMMs, NVDIMMs and the virtio kinds. */
import { formatBitmap, parseBitmap } from "../../bitmap.js";
import { domainDetail, internal, invalidArgument, invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, present, shape, textElement } from "../../shape.js";
import { parseUuid } from "../../uuid.js";
import { choice, required, yesNo } from "../../values.js";
import { attribute, childNamed, element, textOf, type XmlElement } from "../../xml-tree.js";
import { deviceInfo } from "./common.js";
import { scaledChild } from "./scaled.js";

const nodemask: ChildRule = (parent) => {
  const text = textOf(childNamed(parent, "nodemask"));
  if (text === "") return [];
  const nodes = parseBitmap(text, 1024);
  if (!nodes) throw invalidArgument(`Failed to parse bitmap '${text}'`);
  if (nodes.size === 0) throw unsupported(`Invalid value of 'nodemask': ${text}`);
  return [element("nodemask", {}, [formatBitmap(nodes)])];
};

const paged = shape("source", { children: [scaledChild("pagesize", "KiB", { hideZero: true }), nodemask] });
const backed = shape("source", {
  children: [textElement("path"), scaledChild("alignsize", "KiB", { hideZero: true }), present("pmem")],
});
const pathOnly = shape("source", { children: [textElement("path")] });
const nodesOnly = shape("source", { children: [nodemask] });

const SOURCES: Readonly<Record<string, ChildRule>> = {
  dimm: paged,
  "virtio-mem": paged,
  nvdimm: backed,
  "virtio-pmem": pathOnly,
  "sgx-epc": nodesOnly,
};

const node: ChildRule = (parent) => {
  const from = childNamed(parent, "node");
  const text = textOf(from);
  if (!from || text === "") return [];
  if (!/^[0-9]+$/.test(text)) throw invalidDomain("invalid value of memory device node");
  return [element("node", {}, [String(Number(text))])];
};

const target = shape("target", {
  children: [scaledChild("size", "KiB", { required: true }), node],
});
/** What only some models have besides a size and a node. */
const MORE: Readonly<Record<string, readonly ChildRule[]>> = {
  nvdimm: [shape("label", { children: [scaledChild("size", "KiB")] }), present("readonly")],
  "virtio-mem": [scaledChild("block", "KiB", { hideZero: true }), scaledChild("requested", "KiB")],
};

const memoryUuid = textElement("uuid", (value) => {
  if (value === undefined) return undefined;
  if (!parseUuid(value)) throw internal("malformed uuid element");
  return value;
});
const accessMode = choice(["shared", "private"], { hidden: "default" });

export const memoryDevice = shape("memory", {
  attributes: {
    model: required(choice(["dimm", "nvdimm", "virtio-pmem", "virtio-mem", "sgx-epc"])),
    access: (value, at) =>
      accessMode(value, at) ?? (attribute(at.element, "model") === "virtio-pmem" ? "shared" : undefined),
    discard: yesNo,
  },
  children: [
    (parent, context) => (attribute(parent, "model") === "nvdimm" ? memoryUuid(parent, context) : []),
    (parent, context) => SOURCES[attribute(parent, "model") ?? ""]?.(parent, context) ?? [],
    (parent, context) => {
      const from = childNamed(parent, "target");
      if (!from) throw invalidDomain("missing <target> element for <memory> device");
      const made = target.apply(from, context)!;
      for (const rule of MORE[attribute(parent, "model") ?? ""] ?? [])
        made.children.push(...rule(from, context));
      return [made];
    },
    ...deviceInfo,
  ],
  finish(made) {
    checkMemoryDevice(made);
    return made;
  },
});

const MINIMUM_LABEL_KIB = 128n;

function checkMemoryDevice(made: XmlElement): void {
  const model = attribute(made, "model");
  const label = childNamed(childNamed(childNamed(made, "target"), "label"), "size");
  if (label) {
    if (BigInt(textOf(label)) < MINIMUM_LABEL_KIB)
      throw invalidDomain("nvdimm label must be at least 128KiB");
    if (BigInt(textOf(label)) >= memoryDeviceKiB(made)) {
      throw invalidDomain("label size must be smaller than NVDIMM size");
    }
  }
  const path = childNamed(childNamed(made, "source"), "path");
  if ((model === "nvdimm" || model === "virtio-pmem") && !path)
    throw domainDetail(`path is required for model '${model}'`);
  if (model === "virtio-pmem" && attribute(made, "access") !== "shared") {
    throw unsupported("shared access mode required for virtio-pmem device");
  }
  if (model === "sgx-epc" && childNamed(made, "address")) {
    throw unsupported("memory device address is not supported for model 'sgx-epc'");
  }
  const block = BigInt(textOf(childNamed(childNamed(made, "target"), "block")) || "0");
  if (model !== "virtio-mem") return;
  const requested = BigInt(textOf(childNamed(childNamed(made, "target"), "requested")) || "0");
  const size = memoryDeviceKiB(made);
  if (block === 0n || (block & (block - 1n)) !== 0n) throw domainDetail("block size must be a power of two");
  if (requested > size)
    throw domainDetail(`requested size must be smaller than or equal to @size (${size}KiB)`);
  if (requested % block !== 0n)
    throw domainDetail("requested size must be an integer multiple of block size");
}

/** The size of a memory device, in KiB. */
export const memoryDeviceKiB = (device: ReturnType<typeof element>): bigint =>
  BigInt(textOf(childNamed(childNamed(device, "target"), "size")) || "0");
