// POWER processors: libvirt compares them by the names of their models alone.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { childNamed, type XmlElement } from "../xml-tree.js";
import type { GuestCpu, HostCpu } from "./cpu.js";
import { addOnce, brokenMap, entries, nameOf } from "./map-documents.js";

export interface Ppc64Map {
  readonly vendors: ReadonlySet<string>;
  /** The vendor of each model, by the model's name. */
  readonly models: ReadonlyMap<string, string | undefined>;
}

export function readPpc64Map(documents: readonly XmlElement[]): Ppc64Map {
  const vendors = new Set(entries(documents, "vendor").map(([name]) => name));
  const models = new Map<string, string | undefined>();
  for (const [name, entry] of entries(documents, "model")) {
    const vendorEntry = childNamed(entry, "vendor");
    const vendor = vendorEntry && nameOf(vendorEntry);
    if (vendor !== undefined && !vendors.has(vendor))
      throw brokenMap(`the vendor of model ${name} is not known`);
    addOnce(models, "model", name, vendor);
  }
  return { vendors, models };
}

const failed = (detail: string) => libvirtError(ErrorDomain.cpu, ErrorCode.operationFailed, detail);

/** `cpus` is not empty. */
export function ppc64Baseline(map: Ppc64Map, cpus: readonly HostCpu[]): GuestCpu {
  const { model } = cpus[0]!;
  if (!map.models.has(model)) {
    throw libvirtError(ErrorDomain.cpu, ErrorCode.internalError, `Unknown CPU model ${model}`);
  }
  const ofModel = map.models.get(model);
  let vendor: string | undefined;
  for (const cpu of cpus) {
    if (cpu.model !== model) throw failed("CPUs are incompatible");
    if (cpu.vendor === undefined) continue;
    if (!map.vendors.has(cpu.vendor)) throw failed(`Unknown CPU vendor ${cpu.vendor}`);
    if (ofModel === undefined) {
      vendor ??= cpu.vendor;
      if (vendor !== cpu.vendor) throw failed("CPU vendors do not match");
    } else if (cpu.vendor !== ofModel) {
      throw failed(`CPU vendor ${ofModel} of model ${model} differs from vendor ${cpu.vendor}`);
    }
  }
  return { model, fallback: "forbid", vendor, features: new Map() };
}
