/** `<video>`: graphics cards, with the sizes libvirt fills in for each model. */
import { Limit } from "../../integer.js";
import { internal, invalidDomain, unsupported } from "../../refusal.js";
import { type Guest, shape, type ValueRule } from "../../shape.js";
import { choice, dropped, number, required, string, yesNo, yesOrNothing } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../../xml-tree.js";
import { deviceInfo, refuseVirtioOptions, virtioOptions } from "./common.js";

const MODELS = [
  ...[
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
  ],
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

const ram = (name: string): ValueRule =>
  number({
    range: Limit.unsignedInt,
    refusal: (value) => invalidDomain(`cannot parse video ${name} '${value}'`),
  });

const onlyQxl =
  (name: string): ValueRule =>
  (value, at) => {
    if (value !== undefined && attribute(at.element, "type") !== "qxl") {
      throw unsupported(`${name} attribute only supported for video type qxl`);
    }
    return ram(name)(value, at);
  };

const model = shape("model", {
  attributes: {
    type: (value) => {
      if (value === undefined) return "default";
      if (!MODELS.includes(value)) throw unsupported(`unknown video model '${value}'`);
      return value;
    },
    ram: onlyQxl("ram"),
    vram: ram("vram"),
    vram64: onlyQxl("vram64"),
    vgamem: onlyQxl("vgamem"),
    heads: number({ refusal: (value) => internal(`cannot parse video heads '${value}'`) }),
    primary: yesOrNothing,
    blob: dropped,
  },
  children: [
    shape("acceleration", {
      flag: true,
      attributes: { accel3d: yesNo, accel2d: yesNo, rendernode: string },
      finish(made) {
        if (made.attributes.size === 0) throw unsupported("missing values for acceleration");
        return made;
      },
    }),
    shape("resolution", { attributes: { x: required(number()), y: required(number()) } }),
  ],
});

const driver = shape("driver", {
  attributes: {
    ...virtioOptions,
    name: choice(["qemu", "vhostuser"], { hidden: "default" }),
    // Read with the driver, but libvirt does not write it back.
    vgaconf: dropped,
  },
});

export const video = shape("video", {
  children: [driver, model, ...deviceInfo],
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

/** Fills in the model and the sizes, and refuses what the model cannot do. */
export function completeVideo(cards: readonly XmlElement[], guest: Guest): void {
  for (const card of cards) {
    const at = card.children.findIndex((node) => node.kind === "element" && node.name === "model");
    const made = completeModel(card.children[at] as XmlElement, guest);
    card.children[at] = made;
    checkCard(card, made);
  }
}

function defaultModel({ type, arch }: Guest): string {
  if (type === "xen") return "xen";

  return arch.startsWith("ppc64") ? "vga" : "cirrus";
}

/** Hypervisors with an idea of their own about how much memory a card has. */
const VRAM_BY_HYPERVISOR: Readonly<Record<string, number>> = { vbox: 8192, vmware: 4096 };

function completeModel(from: XmlElement, guest: Guest): XmlElement {
  const given = Object.fromEntries(from.attributes);
  const type = given.type === "default" ? defaultModel(guest) : given.type!;
  if (type === "none") return element("model", { type });
  const size = (text: string | undefined) => (text === undefined || text === "0" ? undefined : text);
  const rounded = (text: string | undefined, fallback: number | undefined) => {
    const value = Number(size(text) ?? fallback ?? 0);
    return value === 0 ? undefined : 2 ** Math.ceil(Math.log2(value));
  };
  const qxl = type === "qxl";
  const fallback = DEFAULT_VRAM[type] && (qxl ? undefined : VRAM_BY_HYPERVISOR[guest.type]);
  const made = element("model", {
    type,
    ram: qxl ? rounded(given.ram, DEFAULT_RAM_QXL) : undefined,
    vram: rounded(given.vram, fallback ?? DEFAULT_VRAM[type]),
    vram64: size(given.vram64),
    vgamem: size(given.vgamem),
    heads: given.heads === "0" ? undefined : (given.heads ?? "1"),
    primary: given.primary,
  });
  return { ...made, children: from.children };
}

function checkCard(card: XmlElement, made: XmlElement): void {
  const type = attribute(made, "type");
  const driver = childNamed(card, "driver");
  const vhost = attribute(driver, "name") === "vhostuser";
  if (vhost && type !== "virtio")
    throw unsupported("'vhostuser' driver is only supported with 'virtio' device");
  if (!vhost && attribute(childNamed(made, "acceleration"), "rendernode") !== undefined) {
    throw unsupported("unsupported rendernode accel attribute without 'vhostuser'");
  }
  if (type !== "virtio") refuseVirtioOptions(driver);
  if (type === "ramfb" && childNamed(card, "address"))
    throw unsupported("address not supported for video type ramfb");
  const resolution = childNamed(made, "resolution");
  if (resolution && ["x", "y"].some((name) => attribute(resolution, name) === "0")) {
    throw unsupported("video resolution values must be greater than 0");
  }
  if (type === "none") card.children.splice(0, card.children.length, made);
}

/** Marks the primary card and puts it first. */
export function choosePrimary(cards: XmlElement[]): void {
  if (cards.length === 0) return;
  const isPrimary = (card: XmlElement) => attribute(childNamed(card, "model"), "primary") === "yes";
  if (cards.filter(isPrimary).length > 1) throw unsupported("Only one primary video device is supported");
  const chosen = cards.findIndex(isPrimary);
  if (chosen > 0) cards.unshift(...cards.splice(chosen, 1));
  const first = childNamed(cards[0], "model")!;
  if (attribute(first, "type") !== "none") first.attributes.set("primary", "yes");
}
