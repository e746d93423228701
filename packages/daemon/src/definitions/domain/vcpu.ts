/** `<vcpu>` and `<vcpus>`: how many CPUs, how many of them on, and where they may run. */
import { Limit, parseInteger } from "../integer.js";
import { MAX_THREADS } from "../limits.js";
import { invalidDomain, invalidXml, unsupported } from "../refusal.js";
import { each, type ParseContext, shape } from "../shape.js";
import { positiveInt, required, unsignedInt, yesNo } from "../values.js";
import { attribute, childNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { bitmapText } from "./tuning.js";

export interface VcpuCounts {
  readonly vcpus: number;
  readonly maxVcpus: number;
  readonly vcpuPlacement: "static" | "auto";
  readonly vcpuSet?: string;
}

export function parseVcpus(domain: XmlElement): VcpuCounts {
  const from = childNamed(domain, "vcpu");
  if (!from) return { vcpus: 1, maxVcpus: 1, vcpuPlacement: "static" };
  const text = textOf(from);
  const max = text === "" ? 1n : parseInteger(text, Limit.unsignedInt);
  if (max === undefined) throw invalidDomain("maximum vcpus count must be an integer");
  if (max > BigInt(MAX_THREADS))
    throw unsupported(`${max} vCPUs are more than the ${MAX_THREADS} that are supported`);
  const currentText = attribute(from, "current");
  const current = currentText === undefined ? max : parseInteger(currentText, Limit.unsignedInt);
  if (current === undefined) {
    throw invalidXml(
      `Invalid value for attribute 'current' in element 'vcpu': '${currentText}'. Expected non-negative integer value`,
    );
  }
  if (max < current) throw unsupported("maximum vCPU count must not be less than current vCPU count");
  const placement = attribute(from, "placement");
  if (placement !== undefined && placement !== "static" && placement !== "auto") {
    throw invalidXml(`Invalid value for attribute 'placement' in element 'vcpu': '${placement}'.`);
  }
  const set = placement === "auto" ? undefined : attribute(from, "cpuset");
  return {
    vcpus: Number(current),
    maxVcpus: Number(max),
    vcpuPlacement: placement ?? "static",
    ...(set !== undefined && { vcpuSet: bitmapText(set, "cpuset") }),
  };
}

const vcpu = shape("vcpu", {
  attributes: {
    id: required(unsignedInt),
    enabled: required(yesNo),
    hotpluggable: yesNo,
    order: positiveInt,
  },
});

/** The state of each single CPU, written for all of them once one was named. */
export function vcpuList(domain: XmlElement, counts: VcpuCounts, context: ParseContext): XmlElement[] {
  const from = childNamed(domain, "vcpus");
  const given = from ? each(vcpu)(from, context) : [];
  if (given.length === 0) return [];
  const all = new Map(given.map((one) => [Number(attribute(one, "id")), one]));
  for (const id of all.keys()) {
    if (id >= counts.maxVcpus) throw invalidDomain(`vcpu id '${id}' is out of range of maximum vcpu count`);
  }
  const states = Array.from({ length: counts.maxVcpus }, (_, id) => {
    const one = all.get(id);
    const enabled = attribute(one, "enabled") ?? "no";
    const hotpluggable = attribute(one, "hotpluggable") ?? (enabled === "yes" ? "no" : "yes");
    return element("vcpu", { id, enabled, hotpluggable, order: attribute(one, "order") });
  });
  return [element("vcpus", {}, states)];
}

/** How many CPUs are on: the single states decide where there are any. */
export const countEnabled = (list: readonly XmlElement[] | undefined): number | undefined =>
  list?.[0]?.children.filter((node) => node.kind === "element" && attribute(node, "enabled") === "yes")
    .length;
