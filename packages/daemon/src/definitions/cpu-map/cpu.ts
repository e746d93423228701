// A host's processor as it is given, and a guest's as it is answered.

import { ErrorDomain } from "@virtgate/protocol";
import { address, cache, cpuError, cpuUnsupported, topology } from "../domain/cpu.js";
import { ARCHITECTURES } from "../domain/os.js";
import { Limit, parseInteger } from "../integer.js";
import type { ParseContext, ValueRule } from "../shape.js";
import { number, onOff, required, yesNo } from "../values.js";
import { parseXml } from "../xml-parse.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { writeXml } from "../xml-write.js";

/** What a baseline looks at; everything else in the document is only checked. */
export interface HostCpu {
  readonly arch: string;
  readonly model: string;
  readonly vendor: string | undefined;
  readonly features: readonly string[];
}

export type FeaturePolicy = "require" | "disable";

export interface GuestCpu {
  readonly model: string;
  /** May another model stand in where a hypervisor does not know this one? */
  readonly fallback: "allow" | "forbid";
  readonly vendor: string | undefined;
  readonly features: ReadonlyMap<string, FeaturePolicy>;
}

/** Nothing in a host's processor is made up by the reader. */
const context: ParseContext = { random: (count) => new Uint8Array(count) };

/** Reads `<cpu>` as libvirt reads a host's, with its refusals in its order. */
export function parseHostCpu(source: string): HostCpu {
  const root = parseXml(source, { label: "CPU_definition", domain: ErrorDomain.cpu });
  // The root may have a prefix. What is in it is looked for without a namespace.
  if (root.name.replace(/^.*:/, "") !== "cpu") throw cpuError("XML does not contain expected 'cpu' element");
  if (attribute(root, "mode") !== undefined) {
    throw cpuUnsupported("Attribute mode is only allowed for guest CPU");
  }
  const at = (name: string, of = root) => ({ name, element: of, context });
  if (onOff(attribute(root, "migratable"), at("migratable")) !== undefined) {
    throw cpuUnsupported("Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode");
  }
  const arch = attribute(root, "xmlns") ? "" : textOf(childNamed(root, "arch"));
  if (arch === "") throw cpuError("Missing CPU architecture");
  if (!ARCHITECTURES.has(arch)) throw cpuUnsupported(`Unknown architecture ${arch}`);
  checkMicrocode(childNamed(root, "microcode"));
  checkCounter(childrenNamed(root, "counter").find((one) => attribute(one, "name") === "tsc"));
  const model = textOf(childNamed(root, "model"));
  if (model === "") throw cpuError("Missing CPU model name");
  const vendor = textOf(childNamed(root, "vendor")) || undefined;
  topology(root, context);
  const features = readFeatures(root);
  cache(root, context);
  address(root, context);
  return { arch, model, vendor, features };
}

function checkMicrocode(microcode: XmlElement | undefined): void {
  const version = attribute(microcode, "version");
  if (version !== undefined && parseInteger(version, Limit.unsignedInt) === undefined) {
    throw cpuUnsupported("invalid microcode version");
  }
}

const frequency: ValueRule = required(number({ range: Limit.unsignedLongLong }));

function checkCounter(counter: XmlElement | undefined): void {
  if (counter === undefined) return;
  const check = (name: string, rule: ValueRule) =>
    rule(attribute(counter, name), { name, element: counter, context });
  check("frequency", frequency);
  check("scaling", yesNo);
}

/** A host's features have no policy: what is named is there. */
function readFeatures(root: XmlElement): string[] {
  const features = new Set<string>();
  for (const one of childrenNamed(root, "feature")) {
    const name = attribute(one, "name");
    if (!name) throw cpuError("Invalid CPU feature name");
    if (features.has(name)) throw cpuError(`CPU feature '${name}' specified more than once`);
    features.add(name);
  }
  return [...features];
}

export function formatGuestCpu({ model, fallback, vendor, features }: GuestCpu): string {
  return writeXml(
    element("cpu", { mode: "custom", match: "exact" }, [
      element("model", { fallback }, [model]),
      vendor === undefined ? undefined : element("vendor", {}, [vendor]),
      ...[...features].map(([name, policy]) => element("feature", { policy, name })),
    ]),
  );
}
