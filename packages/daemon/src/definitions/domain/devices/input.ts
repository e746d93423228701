/** `<input>`: pointers and keyboards. */
import { internal, unsupported } from "../../refusal.js";
import { type ChildRule, shape } from "../../shape.js";
import { choice, onOff, string } from "../../values.js";
import { attribute, childNamed, type XmlElement } from "../../xml-tree.js";
import { deviceInfo, VIRTIO_MODELS, virtioDriver } from "./common.js";

const TYPES = ["mouse", "tablet", "keyboard", "passthrough", "evdev"];
const BUSES = ["ps2", "usb", "xen", "parallels", "virtio", "none"];
const GRABS = ["ctrl-ctrl", "alt-alt", "shift-shift", "meta-meta", "scrolllock", "ctrl-scrolllock"];

/** The bus of a device that names none, by the kind of guest. */
function defaultBus(type: string): string | undefined {
  if (type === "evdev") return undefined;
  if (type === "tablet") return "usb";
  return type === "passthrough" ? "virtio" : "ps2";
}

const source: ChildRule = (parent, context) => {
  const type = attribute(parent, "type");
  if (type === "passthrough") return shape("source", { attributes: { evdev: string } })(parent, context);
  if (type !== "evdev") return [];
  const evdev = shape("source", {
    attributes: { dev: string, grab: choice(["all"]), grabToggle: choice(GRABS), repeat: onOff },
  });
  return evdev(parent, context);
};

export const input = shape("input", {
  attributes: {
    type(value) {
      if (value === undefined) throw internal("missing input device type");
      if (!TYPES.includes(value)) throw unsupported(`unknown input device type '${value}'`);
      return value;
    },
    bus(value, at) {
      const type = attribute(at.element, "type")!;
      if (value === undefined) return defaultBus(type);
      if (!BUSES.includes(value)) throw unsupported(`unknown input bus type '${value}'`);
      return value;
    },
    model: choice(VIRTIO_MODELS, { refusal: (value) => unsupported(`unknown input model '${value}'`) }),
  },
  children: [virtioDriver, ...deviceInfo, source],
  finish(made) {
    checkBus(made);
    return made;
  },
});

function checkBus(made: XmlElement): void {
  const [type, bus, model] = ["type", "bus", "model"].map((name) => attribute(made, name));
  if (type !== "evdev" && bus === "ps2" && type !== "mouse" && type !== "keyboard") {
    throw internal(`ps2 bus does not support ${type} input device`);
  }
  if (bus === "xen" || bus === "parallels") throw internal(`unsupported input bus ${bus}`);
  if (type === "passthrough" && bus !== "virtio") {
    throw unsupported("only bus 'virtio' is supported for 'passthrough' input devices");
  }
  if (model !== undefined && bus !== "virtio") {
    throw unsupported(`only bus 'virtio' is supported for input model '${model}'`);
  }
  if (childNamed(made, "driver") && bus !== "virtio") {
    throw unsupported("driver options are only supported for virtio devices");
  }
}
