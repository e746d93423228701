/** `<cpu>`: the processor the guest sees, and its NUMA cells. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit } from "../integer.js";
import { refuse, unsupported } from "../refusal.js";
import { type ChildRule, shape } from "../shape.js";
import { choice, number, onOff, positiveInt, required, signedInt, wrongValue } from "../values.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { numa } from "./numa.js";

export const cpuError = (detail: string) => refuse(ErrorDomain.cpu, ErrorCode.xmlError, detail);

export const cpuUnsupported = (detail: string) =>
  refuse(ErrorDomain.cpu, ErrorCode.configUnsupported, detail);

const MODES = ["custom", "host-model", "host-passthrough", "maximum"];
const POLICIES = ["force", "require", "optional", "disable", "forbid"];
const VENDOR_ID_LENGTH = 12;

export const topology = shape("topology", {
  attributes: {
    sockets: required(positiveInt),
    dies: (value, at) => positiveInt(value, at) ?? "1",
    cores: required(positiveInt),
    threads: required(positiveInt),
  },
});

const features: ChildRule = (parent) => {
  const seen = new Set<string>();
  return childrenNamed(parent, "feature").map((from) => {
    const policy = attribute(from, "policy") ?? "require";
    if (!POLICIES.includes(policy)) throw cpuUnsupported("Invalid CPU feature policy");
    const name = attribute(from, "name");
    if (!name) throw cpuError("Invalid CPU feature name");
    if (seen.has(name)) throw cpuError(`CPU feature '${name}' specified more than once`);
    seen.add(name);
    return element("feature", { policy, name });
  });
};

export const cache: ChildRule = (parent, context) => {
  if (childrenNamed(parent, "cache").length > 1)
    throw cpuError("at most one CPU cache element may be specified");
  return shape("cache", {
    attributes: {
      level(value, at) {
        const text = number({ range: Limit.int })(value, at);
        if (text !== undefined && (Number(text) < 1 || Number(text) > 3)) {
          throw cpuError("invalid CPU cache level, must be in range [1,3]");
        }
        return text;
      },
      mode: required(choice(["emulate", "passthrough", "disable"])),
    },
  })(parent, context);
};

const model: ChildRule = (parent) => {
  const from = childNamed(parent, "model");
  if (!from) return [];
  const name = textOf(from);
  const fallback = attribute(from, "fallback");
  if (fallback !== undefined && !["allow", "forbid"].includes(fallback))
    throw cpuUnsupported("Invalid fallback attribute");
  const vendorId = attribute(from, "vendor_id");
  if (vendorId !== undefined) {
    if (Buffer.byteLength(vendorId) !== VENDOR_ID_LENGTH) {
      throw cpuError(`vendor_id must be exactly ${VENDOR_ID_LENGTH} characters long`);
    }
    if (vendorId.includes(",")) throw cpuError("vendor id is invalid");
  }
  return [
    element("model", { fallback: fallback ?? "allow", vendor_id: vendorId }, [
      name === "" ? undefined : name,
    ]),
  ];
};

export const address = shape("maxphysaddr", {
  attributes: {
    mode: required(choice(["emulate", "passthrough"])),
    bits(value, at) {
      const bits = signedInt(value, at);
      if (bits?.startsWith("-")) throw wrongValue(value!, at, " Expected non-negative value");
      return bits;
    },
  },
});

export const cpu: ChildRule = (domain, context) => {
  const from = childNamed(domain, "cpu");
  if (!from) return [];
  const at = (name: string) => ({ name, element: from, context });
  const hasModel = textOf(childNamed(from, "model")) !== "";
  const givenMode = attribute(from, "mode");
  if (givenMode !== undefined && !MODES.includes(givenMode))
    throw cpuUnsupported(`Invalid mode attribute '${givenMode}'`);
  const match = choice(["minimum", "exact", "strict"])(attribute(from, "match"), at("match"));
  // A processor without a mode is a custom one as soon as it names a model.
  const mode = givenMode ?? (hasModel ? "custom" : undefined);
  const custom = mode === "custom";
  const check = choice(["none", "partial", "full"], { hidden: "default" })(
    attribute(from, "check"),
    at("check"),
  );
  const migratable = onOff(attribute(from, "migratable"), at("migratable"));
  if (migratable !== undefined && mode !== "host-passthrough" && mode !== "maximum") {
    throw cpuUnsupported("Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode");
  }
  const models = mode === "host-passthrough" || mode === "maximum" ? [] : model(from, context);
  const givenVendor = textOf(childNamed(from, "vendor")) || undefined;
  if (givenVendor && !hasModel) throw cpuError("CPU vendor specified without CPU model");
  const vendor = custom || mode === undefined ? givenVendor : undefined;
  const name = textOf(childNamed(models[0], "model") ?? models[0]);

  if ((custom || mode === undefined) && name === "") {
    if (childNamed(from, "feature")) throw cpuError("Non-empty feature list specified without CPU model");
  }
  if (check !== undefined && mode === undefined)
    throw unsupported("check attribute specified for CPU with no model");
  const made = element(
    "cpu",
    {
      mode,
      match: (custom || mode === undefined) && hasModel ? (match ?? "exact") : undefined,
      check,
      migratable,
    },
    [
      ...(name !== "" ? models : []),
      vendor ? element("vendor", {}, [vendor]) : undefined,
      ...topology(from, context),
      ...cache(from, context),
      ...address(from, context),
      ...features(from, context),
      ...numa(from, context),
    ],
  );
  return made.attributes.size > 0 || made.children.length > 0 ? [made] : [];
};

/** How many CPUs a topology describes; undefined without one. */
export function topologyCpus(from: XmlElement | undefined): number | undefined {
  const given = childNamed(from, "topology");
  if (!given) return undefined;
  return ["sockets", "dies", "cores", "threads"].reduce(
    (all, name) => all * Number(attribute(given, name) ?? 1),
    1,
  );
}
