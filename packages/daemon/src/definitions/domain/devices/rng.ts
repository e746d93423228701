/** `<rng>`: a source of randomness for the guest. */
import { invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, shape } from "../../shape.js";
import { number } from "../../values.js";
import { attribute, childrenNamed, element, textOf } from "../../xml-tree.js";
import { CHARACTER_TYPES, characterSource, checkCharacterSource } from "./character.js";
import { deviceInfo, VIRTIO_MODELS, virtioDriver } from "./common.js";

const backend: ChildRule = (parent, context) => {
  const given = childrenNamed(parent, "backend");
  if (given.length !== 1) throw invalidDomain("only one RNG backend is supported");
  const from = given[0]!;
  const model = attribute(from, "model");
  if (model === undefined) throw invalidDomain("missing RNG device backend model");
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
      return [{ ...made, spread: true }];
    }
    default:
      throw unsupported(`unknown RNG backend model '${model}'`);
  }
};

export const rng = shape("rng", {
  attributes: {
    model(value) {
      if (value === undefined) throw invalidDomain("missing RNG device model");
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
      finish: (made) => (["0", undefined].includes(attribute(made, "bytes")) ? undefined : made),
    }),
    backend,
    virtioDriver,
    ...deviceInfo,
  ],
});
