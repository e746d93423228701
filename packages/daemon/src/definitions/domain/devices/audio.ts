/** Sound cards of the guest and the audio backends of the host. */

import { Limit } from "../../integer.js";
import { unsupported } from "../../refusal.js";
import { each, type Shape, shape, type ValueRule } from "../../shape.js";
import { choice, number, positiveInt, required, string, yesNo } from "../../values.js";
import { attribute, childNamed } from "../../xml-tree.js";
import { deviceInfo } from "./common.js";

const codecs = each(
  shape("codec", { attributes: { type: required(choice(["duplex", "micro", "output"])) } }),
);

export const sound = shape("sound", {
  attributes: { model: required(choice(["sb16", "es1370", "pcspk", "ac97", "ich6", "ich9", "usb", "ich7"])) },
  children: [
    (parent, context) =>
      ["ich6", "ich9"].includes(attribute(parent, "model") ?? "") ? codecs(parent, context) : [],
    shape("audio", { attributes: { id: required(positiveInt) } }),
    ...deviceInfo,
  ],
});

const size = number({ nonZero: true });

const settings = shape("settings", {
  attributes: {
    frequency: size,
    channels: size,
    format: choice(["s8", "u8", "s16", "u16", "s32", "u32", "f32"], { hidden: "default" }),
  },
});

/** Fixed settings need the mixer, and settings need to be fixed. */
const fixedSettings: ValueRule = (value, at) => {
  const fixed = yesNo(value, at);
  if (fixed === "yes" && attribute(at.element, "mixingEngine") !== "yes") {
    throw unsupported("fixed audio settings requires mixing engine");
  }
  if (fixed !== "yes" && childNamed(at.element, "settings")) {
    throw unsupported("audio settings specified without fixed settings flag");
  }
  return fixed;
};

type Rules = Readonly<Record<string, ValueRule>>;

/** Input and output of a backend: four attributes of all, then those of its kind. */
const direction = (name: string, own: Rules): Shape =>
  shape(name, {
    attributes: { mixingEngine: yesNo, fixedSettings, voices: size, bufferLength: size, ...own },
    children: [settings],
  });

interface Backend {
  readonly own?: Rules;
  readonly ends?: Rules;
}

const BACKENDS: Readonly<Record<string, Backend>> = {
  none: {},
  alsa: { ends: { dev: string } },
  coreaudio: { ends: { bufferCount: size } },
  jack: { ends: { serverName: string, clientName: string, connectPorts: string, exactName: yesNo } },
  oss: {
    own: { tryMMap: yesNo, exclusive: yesNo, dspPolicy: number({ range: Limit.int }) },
    ends: { dev: string, bufferCount: size, tryPoll: yesNo },
  },
  pulseaudio: { own: { serverName: string }, ends: { name: string, streamName: string, latency: size } },
  sdl: {
    own: { driver: choice(["esd", "alsa", "arts", "pulseaudio"], { hidden: "default" }) },
    ends: { bufferCount: size },
  },
  spice: {},
  file: { own: { path: string } },
  dbus: {},
};

const base: Rules = {
  id: required(positiveInt),
  type: required(choice(Object.keys(BACKENDS))),
  timerPeriod: size,
};

const SHAPES = Object.fromEntries(
  Object.entries(BACKENDS).map(([type, { own = {}, ends = {} }]) => [
    type,
    shape("audio", {
      attributes: { ...base, ...own },
      children: [direction("input", ends), direction("output", ends)],
    }),
  ]),
);
const shapeOf = (type: string): Shape | undefined => (Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined);
const unknown = shape("audio", { attributes: base });

/** Not an own element name: the backend's type chooses the table. */
export const audio: Shape = Object.assign(
  ((parent, context) => {
    const from = childNamed(parent, "audio");
    const made = from && audio.apply(from, context);
    return made ? [made] : [];
  }) as Shape,
  {
    elementName: "audio",
    apply: ((from, context) =>
      (shapeOf(attribute(from, "type") ?? "") ?? unknown).apply(from, context)) as Shape["apply"],
  },
);
