/** `<controller>`: one shape, with what only some types have read by type. */
import { Limit } from "../../integer.js";
import { invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, shape, type ValueRule } from "../../shape.js";
import { choice, number, onOff, string, unsignedInt, wrongValue } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../../xml-tree.js";
import { deviceInfo, virtioOptions } from "./common.js";
import { scaledChild } from "./scaled.js";

const VIRTIO_SERIAL = ["virtio", "virtio-transitional", "virtio-non-transitional"];

/** The models of each type; a type without models takes none. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  ide: ["piix3", "piix4", "ich6"],
  fdc: [],
  scsi: [
    ...["auto", "buslogic", "lsilogic", "lsisas1068", "vmpvscsi", "ibmvscsi", "virtio-scsi", "lsisas1078"],
    ...["virtio-transitional", "virtio-non-transitional", "ncr53c90", "dc390", "am53c974"],
  ],
  sata: [],
  "virtio-serial": VIRTIO_SERIAL,
  ccid: [],
  usb: [
    ...["piix3-uhci", "piix4-uhci", "ehci", "ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3"],
    ...["vt82c686b-uhci", "pci-ohci", "nec-xhci", "qusb1", "qusb2", "qemu-xhci", "none"],
  ],
  pci: [
    ...["pci-root", "pcie-root", "pci-bridge", "dmi-to-pci-bridge", "pcie-to-pci-bridge", "pcie-root-port"],
    ...["pcie-switch-upstream-port", "pcie-switch-downstream-port", "pci-expander-bus", "pcie-expander-bus"],
  ],
  xenbus: [],
  isa: [],
};

const some = number({ hideZero: true });

const PCI_MODEL_NAMES = [
  ...["pci-bridge", "i82801b11-bridge", "ioh3420", "x3130-upstream", "xio3130-downstream", "pxb", "pxb-pcie"],
  ...["pcie-root-port", "spapr-pci-host-bridge", "pcie-pci-bridge"],
];

const driver = shape("driver", {
  attributes: {
    queues: some,
    cmd_per_lun: some,
    max_sectors: some,
    ioeventfd: onOff,
    iothread: some,
    ...virtioOptions,
  },
});

const hexByte = (hexDigits: number) => number({ base: 0, hexDigits });
const byte = number({ base: 0, range: Limit.int });

const pciTarget = shape("target", {
  attributes: { chassisNr: byte, chassis: byte, port: hexByte(1), busNr: byte, index: byte, hotplug: onOff },
  children: [
    (parent) => {
      const node = childNamed(parent, "node");
      if (!node) return [];
      const text = textOf(node);
      if (!/^\s*[0-9]+$/.test(text)) throw invalidDomain("invalid NUMA node in target");
      return [element("node", {}, [String(Number(text))])];
    },
  ],
});

const count: ValueRule = (value, at) => {
  const text = number({ range: Limit.int })(value, at);
  if (text?.startsWith("-")) throw wrongValue(value!, at, " Expected non-negative value");
  return text;
};

const ofType =
  (type: string, rule: ChildRule): ChildRule =>
  (parent, context) =>
    attribute(parent, "type") === type ? rule(parent, context) : [];

export const controller = shape("controller", {
  attributes: {
    type: choice(Object.keys(MODELS)),
    index: number({ range: Limit.int }),
    model: string,
    ports: (value, at) => (takesPorts(at.element) ? count(value, at) : undefined),
    vectors: (value, at) => (typeOf(at.element) === "virtio-serial" ? count(value, at) : undefined),
    maxGrantFrames: (value, at) => (typeOf(at.element) === "xenbus" ? count(value, at) : undefined),
    maxEventChannels: (value, at) => (typeOf(at.element) === "xenbus" ? count(value, at) : undefined),
  },
  children: [
    ofType("pci", shape("model", { attributes: { name: choice(PCI_MODEL_NAMES) } })),
    ofType("pci", pciTarget),
    shape("master", { attributes: { startport: unsignedInt } }),
    driver,
    ...deviceInfo,
    ofType("pci", scaledChild("pcihole64", "KiB", { hideZero: true })),
  ],
  finish(made, from) {
    const type = attribute(made, "type") ?? "ide";
    const model = attribute(made, "model");
    if (model !== undefined && !MODELS[type]!.includes(model))
      throw unsupported(`Unknown model type '${model}'`);
    if (childrenNamed(from, "model").length > 1) {
      throw invalidDomain("Multiple <model> elements in controller definition not allowed");
    }
    if (childrenNamed(from, "target").length > 1) {
      throw invalidDomain("Multiple <target> elements in controller definition not allowed");
    }
    if (childNamed(made, "driver")?.attributes.has("iothread") && !VIRTIO_SCSI.includes(`${type} ${model}`)) {
      throw invalidDomain("'iothread' attribute only supported for virtio scsi controllers");
    }
    if (type === "pci") checkPciController(made, model ?? "");
    if (type === "usb" && model === "none") made.children.splice(0);
    const { type: _, index, ...rest } = Object.fromEntries(made.attributes);
    return { ...element("controller", { type, index, ...rest }), children: made.children };
  },
});

const typeOf = (from: XmlElement): string => attribute(from, "type") ?? "ide";
const takesPorts = (from: XmlElement): boolean => ["virtio-serial", "usb"].includes(typeOf(from));

const VIRTIO_SCSI = ["virtio-scsi", "virtio-transitional", "virtio-non-transitional"].map(
  (model) => `scsi ${model}`,
);

/** The lowest and highest value of each number that describes a PCI bus. */
const PCI_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  chassisNr: [1, 255],
  chassis: [0, 255],
  port: [0, 255],
  busNr: [1, 254],
  index: [0, 30],
};

function checkPciController(made: XmlElement, model: string): void {
  const target = childNamed(made, "target");
  for (const [name, [low, high]] of Object.entries(PCI_RANGES)) {
    const text = attribute(target, name);
    if (text === undefined || (Number(text) >= low && Number(text) <= high)) continue;
    const words = name === "index" ? "target index" : name;
    throw unsupported(`PCI controller ${words} '${Number(text)}' out of range - must be ${low}-${high}`);
  }
  const index = attribute(made, "index");
  if (Number(index ?? 0) > 255) throw unsupported(`PCI controller index ${index} too high, maximum is 255`);
  if (index === "0" && childNamed(target, "node")) {
    throw unsupported("The PCI controller with index=0 can't be associated with a NUMA node");
  }
  const isRoot = model === "pci-root" || model === "pcie-root";
  if (isRoot && childNamed(made, "address")) {
    throw unsupported("pci-root and pcie-root controllers should not have an address");
  }
  if (!isRoot) removeChildren(made, "pcihole64");
}

function removeChildren(made: XmlElement, name: string): void {
  const at = made.children.findIndex((node) => node.kind === "element" && node.name === name);
  if (at >= 0) made.children.splice(at, 1);
}
