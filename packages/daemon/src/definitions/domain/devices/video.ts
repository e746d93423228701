/** `<video>`: graphics cards, with the sizes libvirt fills in for each model. */
import { Limit } from "../../integer.js";
import { invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, shape } from "../../shape.js";
import { choice, number, positiveInt, required, string, yesNo } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../../xml-tree.js";
import { deviceInfo, virtioOptions } from "./common.js";

const MODELS = [
  "default",
  "vga",
  "cirrus",
  "vmvga",
  "xen",
  "vbox",
  "qxl",
  "parallels",
  "virtio",
  "gop",
  "none",
  "bochs",
  "ramfb",
];

/** Video memory when the definition names none, in KiB, as the test driver's hosts get it. */
const DEFAULT_VRAM: Readonly<Record<string, number>> = {
  vga: 16384,
  bochs: 16384,
  cirrus: 16384,
  vmvga: 16384,
  xen: 4096,
  qxl: 65536,
};
const DEFAULT_RAM_QXL = 65536;
const MINIMUM_QXL = 1024;

const ram = (name: string): ReturnType<typeof number> =>
  number({
    range: Limit.unsignedInt,
    refusal: (value) => invalidDomain(`cannot parse video ${name} '${value}'`),
  });

const model = shape("model", {
  attributes: {
    type: (value) => {
      if (value === undefined) return "default";
      if (!MODELS.includes(value)) throw unsupported(`unknown video model '${value}'`);
      return value;
    },
    ram: (value, at) => onlyQxl("ram", value, at),
    vram: ram("vram"),
    vram64: (value, at) => onlyQxl("vram64", value, at),
    vgamem: (value, at) => onlyQxl("vgamem", value, at),
    heads: ram("heads"),
    primary: (value, at) => (yesNo(value, at) === "yes" ? "yes" : undefined),
    blob: (value, at) => yesNo(value, at) && undefined,
  },
  children: [
    shape("acceleration", { attributes: { accel2d: yesNo, accel3d: yesNo, rendernode: string } }),
    shape("resolution", { attributes: { x: required(positiveInt), y: required(positiveInt) } }),
  ],
});

const QXL_WORDS: Readonly<Record<string, string>> = { ram: "ram", vram64: "vram64", vgamem: "vgamem" };
const onlyQxl: (name: string, ...args: Parameters<ReturnType<typeof number>>) => string | undefined = (
  name,
  value,
  at,
) => {
  if (value !== undefined && attribute(at.element, "type") !== "qxl") {
    throw invalidDomain(`${QXL_WORDS[name]} attribute only supported for video type qxl`);
  }
  return ram(name)(value, at);
};

const driver = shape("driver", {
  attributes: {
    ...virtioOptions,
    name: choice(["qemu", "vhostuser"], { hidden: "default" }),
    vgaconf: choice(["io", "on", "off"]),
  },
});

/** `vgaconf` is read with the driver but belongs to the model's card; libvirt does not write it back. */
const driverWithoutVga: ChildRule = (parent, context) => {
  const [made] = driver(parent, context);
  if (!made) return [];
  return made.attributes.size > 0 ? [made] : [];
};

export const video = shape("video", {
  children: [driverWithoutVga, model, ...deviceInfo],
  flag: true,
  finish(made, from) {
    if (childrenNamed(from, "model").length > 1) {
      throw invalidDomain("Only one <model> element is allowed in video device definition");
    }
    if (!childNamed(made, "model")) {
      const at = childNamed(made, "driver") ? 1 : 0;
      made.children.splice(at, 0, element("model", { type: "default" }));
    }
    return made;
  },
});

/** Fills in the model and the sizes; the first card is the primary one unless another says so. */
export function completeVideo(cards: readonly XmlElement[]): void {
  for (const card of cards) {
    const at = card.children.findIndex((node) => node.kind === "element" && node.name === "model");
    card.children[at] = completeModel(card.children[at] as XmlElement);
  }
}

function completeModel(from: XmlElement): XmlElement {
  const given = Object.fromEntries(from.attributes);
  const type = given.type === "default" ? "cirrus" : given.type!;
  if (type === "none") return { ...element("model", { type }), children: [] };
  const sizes: Record<string, string | number | undefined> = {
    ram: given.ram,
    vram: given.vram,
    vram64: given.vram64,
    vgamem: given.vgamem,
  };
  if (type === "qxl") {
    sizes.ram = powerOfTwo(Math.max(Number(given.ram ?? DEFAULT_RAM_QXL), MINIMUM_QXL));
    sizes.vram = powerOfTwo(Math.max(Number(given.vram ?? DEFAULT_VRAM.qxl), MINIMUM_QXL));
    sizes.vram64 = given.vram64 && powerOfTwo(Number(given.vram64));
    sizes.vgamem = given.vgamem && powerOfTwo(Number(given.vgamem));
  } else {
    const vram = Number(given.vram ?? DEFAULT_VRAM[type] ?? 0);
    sizes.vram = vram === 0 ? undefined : powerOfTwo(vram);
  }
  const made = element("model", { type, ...sizes, heads: given.heads ?? "1", primary: given.primary });
  return { ...made, children: from.children };
}

const powerOfTwo = (value: number): number => (value <= 0 ? 0 : 2 ** Math.ceil(Math.log2(value)));

/** Marks the primary card and puts it first. */
export function choosePrimary(cards: XmlElement[]): void {
  if (cards.length === 0) return;
  const isPrimary = (card: XmlElement) => attribute(childNamed(card, "model"), "primary") === "yes";
  const chosen = cards.findIndex(isPrimary);
  if (chosen > 0) cards.unshift(...cards.splice(chosen, 1));
  const first = childNamed(cards[0], "model")!;
  if (attribute(first, "type") !== "none") first.attributes.set("primary", "yes");
}
