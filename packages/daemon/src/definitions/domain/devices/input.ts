/** `<input>`: pointers and keyboards. */
import { internal, invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, type Guest, shape, TEST_GUEST } from "../../shape.js";
import { choice, onOff, string } from "../../values.js";
import { attribute, type XmlElement } from "../../xml-tree.js";
import { addressType } from "./address.js";
import { deviceInfo, VIRTIO_MODELS, virtioDriver } from "./common.js";

const TYPES = ["mouse", "tablet", "keyboard", "passthrough", "evdev"];
const BUSES = ["ps2", "usb", "xen", "parallels", "virtio", "none"];
const GRABS = ["ctrl-ctrl", "alt-alt", "shift-shift", "meta-meta", "scrolllock", "ctrl-scrolllock"];

const X86 = ["i686", "x86_64"];

/** The bus of a device that names none, by the kind of guest. */
function defaultBus(type: string, { osType, arch }: Guest): string | undefined {
  if (type === "evdev" || type === "passthrough") return undefined;
  if (osType === "xen" || osType === "xenpvh") return "xen";
  return osType === "hvm" && type !== "tablet" && X86.includes(arch) ? "ps2" : "usb";
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
      if (value === undefined) return defaultBus(type, at.context.guest ?? TEST_GUEST);
      if (!BUSES.includes(value)) throw unsupported(`unknown input bus type '${value}'`);
      return value;
    },
    model: choice(VIRTIO_MODELS, { refusal: (value) => unsupported(`unknown input model '${value}'`) }),
  },
  children: [virtioDriver, source, ...deviceInfo],
  finish(made) {
    const wrong = attribute(made, "bus") === "usb" && !["usb", undefined].includes(addressType(made));
    if (wrong) throw invalidDomain("Invalid address for a USB device");
    return made;
  },
});

/** Which buses a kind of guest has for which kind of input. */
export function checkBus(made: XmlElement, { osType, type: hypervisor }: Guest): void {
  const type = attribute(made, "type")!;
  const [bus, model] = [attribute(made, "bus"), attribute(made, "model")];
  if (type !== "evdev" && type !== "passthrough") {
    if (osType === "hvm") {
      if (bus === "ps2" && type === "tablet") throw internal(`ps2 bus does not support ${type} input device`);
      if (bus === "xen" || (bus === "parallels" && hypervisor !== "vz"))
        throw internal(`unsupported input bus ${bus}`);
    } else if (osType === "xen" || osType === "xenpvh") {
      if (bus !== "xen") throw internal(`unsupported input bus ${bus}`);
      if (type === "tablet") throw internal(`xen bus does not support ${type} input device`);
    } else if (hypervisor !== "vz" && hypervisor !== "xen") {
      throw internal("Input devices are not supported by this virtualization driver.");
    }
  }
  if (type === "passthrough" && bus !== "virtio") {
    throw unsupported("only bus 'virtio' is supported for 'passthrough' input devices");
  }
  if (model !== undefined && bus !== "virtio") {
    throw unsupported(`only bus 'virtio' is supported for input model '${model}'`);
  }
}
