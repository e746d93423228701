/** `<rng>`: a source of randomness for the guest. */
import { internal, invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, shape } from "../../shape.js";
import { number } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, textOf } from "../../xml-tree.js";
import { CHARACTER_TYPES, characterSource, checkCharacterSource } from "./character.js";
import { deviceInfo, VIRTIO_MODELS, virtioDriver } from "./common.js";

const backend: ChildRule = (parent, context) => {
  const given = childrenNamed(parent, "backend");
  if (given.length > 1) throw invalidDomain("only one RNG backend is supported");
  const from = given[0];
  if (!from) return [];
  const model = attribute(from, "model");
  if (model === undefined) throw internal("missing RNG device backend model");
  switch (model) {
    case "random":
      return [element("backend", { model }, [textOf(from) || "/dev/random"])];
    case "builtin":
      return [element("backend", { model })];
    case "egd": {
      const type = attribute(from, "type");
      if (type === undefined) throw invalidDomain("missing EGD backend type");
      if (!CHARACTER_TYPES.includes(type)) throw unsupported(`unknown backend type '${type}' for egd`);
      const made = element("backend", { model, type }, characterSource(from, context));
      checkCharacterSource(made);
      return [made];
    }
    default:
      throw unsupported(`unknown RNG backend model '${model}'`);
  }
};

export const rng = shape("rng", {
  attributes: {
    model(value) {
      if (value === undefined) throw internal("missing RNG device model");
      if (!(VIRTIO_MODELS as readonly string[]).includes(value))
        throw unsupported(`unknown RNG model '${value}'`);
      return value;
    },
  },
  children: [
    shape("rate", {
      attributes: {
        bytes: number({ refusal: () => invalidDomain("invalid RNG rate bytes value") }),
        period: number({ hideZero: true, refusal: () => invalidDomain("invalid RNG rate period value") }),
      },
    }),
    backend,
    virtioDriver,
    ...deviceInfo,
  ],
  finish(made) {
    if (!childNamed(made, "backend")) throw internal("missing RNG device backend model");
    return made;
  },
});
