// The processor that all of several x86 hosts can be: the features that they have in common, and the model that
// describes these best.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";
import type { FeaturePolicy, GuestCpu, HostCpu } from "./cpu.js";
import { add, difference, has, intersection, isEmpty, type Registers, remove } from "./registers.js";
import type { X86Map, X86Model, X86Vendor } from "./x86-map.js";

const failed = (detail: string): LibvirtError =>
  libvirtError(ErrorDomain.cpu, ErrorCode.operationFailed, detail);
const internal = (detail: string): LibvirtError =>
  libvirtError(ErrorDomain.cpu, ErrorCode.internalError, detail);

/** As virConnectBaselineCPU of libvirt 9.0.0 without a hypervisor's list of models. `cpus` is not empty. */
export function x86Baseline(map: X86Map, cpus: readonly HostCpu[]): GuestCpu {
  const { registers, vendor, nameVendor } = common(map, cpus);
  if (isEmpty(registers)) throw failed("CPUs are incompatible");
  const given = new Set(cpus.map((cpu) => cpu.model));
  const best = describe(map, registers, vendor, given);
  const asGiven = given.size === 1 && given.has(best.model.name);
  return {
    model: best.model.name,
    fallback: asGiven ? "forbid" : "allow",
    vendor: nameVendor ? vendor?.name : undefined,
    features: best.features,
  };
}

/** Names all features of the model, too, sorted by name. */
export function x86Expand(map: X86Map, cpu: GuestCpu): GuestCpu {
  const model = map.models.get(cpu.model)!;
  const features = new Map<string, FeaturePolicy>();
  take(map, model.registers.slice(), "require", features);
  for (const [name, policy] of cpu.features) features.set(name, policy);
  nameRemoved(model, features);
  return { ...cpu, features: new Map([...features].sort(([one], [other]) => (one < other ? -1 : 1))) };
}

interface Common {
  readonly registers: Registers;
  readonly vendor: X86Vendor | undefined;
  /** Did all hosts name their vendor? */
  readonly nameVendor: boolean;
}

function common(map: X86Map, cpus: readonly HostCpu[]): Common {
  const [first, ...others] = cpus as [HostCpu, ...HostCpu[]];
  let { registers } = registersOf(map, first);
  let vendor = first.vendor === undefined ? undefined : vendorNamed(map, first.vendor);
  for (const cpu of others) {
    const { registers: own, model } = registersOf(map, cpu);
    const ofModel = model.vendor?.name;
    if (cpu.vendor !== undefined && ofModel !== undefined && cpu.vendor !== ofModel) {
      throw failed(`CPU vendor ${ofModel} of model ${model.name} differs from vendor ${cpu.vendor}`);
    }
    const name = cpu.vendor ?? ofModel;
    if (name !== undefined) {
      vendor ??= vendorNamed(map, name);
      if (vendor.name !== name) throw failed("CPU vendors do not match");
    }
    registers = intersection(registers, own);
  }
  return { registers, vendor, nameVendor: cpus.every((cpu) => cpu.vendor !== undefined) };
}

function vendorNamed(map: X86Map, name: string): X86Vendor {
  const vendor = map.vendors.get(name);
  if (vendor === undefined) throw failed(`Unknown CPU vendor ${name}`);
  return vendor;
}

/** What a host has: its model's features, and those that it names besides. */
function registersOf(map: X86Map, cpu: HostCpu): { registers: Registers; model: X86Model } {
  const model = map.models.get(cpu.model);
  if (model === undefined) throw internal(`Unknown CPU model ${cpu.model}`);
  const registers = model.registers.slice();
  for (const name of cpu.features) {
    const bits = map.features.get(name);
    if (bits === undefined) throw internal(`Unknown CPU feature ${name}`);
    add(registers, bits);
  }
  return { registers, model };
}

/** A way to say what a processor has: a model, and how the processor differs from it. */
interface Description {
  readonly model: X86Model;
  readonly features: Map<string, FeaturePolicy>;
}

/** The best of all models; the later one of the map among equals. `given` are the models that the hosts named. */
function describe(
  map: X86Map,
  registers: Registers,
  vendor: X86Vendor | undefined,
  given: ReadonlySet<string>,
): Description {
  let best: Description | undefined;
  for (const model of [...map.models.values()].reverse()) {
    if (vendor && model.vendor && model.vendor !== vendor) continue;
    if (!model.forGuests) continue;
    const candidate = describeAs(map, registers, model);
    const preferred = given.has(model.name);
    // Hosts that all are of one model stay of that model.
    if (preferred && given.size === 1) return candidate;
    if (best === undefined || isBetter(candidate, best, preferred)) best = candidate;
  }
  if (best === undefined) throw internal("Cannot find suitable CPU model for given data");
  return best;
}

function describeAs(map: X86Map, registers: Registers, model: X86Model): Description {
  const features = new Map<string, FeaturePolicy>();
  take(map, difference(registers, model.registers), "require", features);
  take(map, difference(model.registers, registers), "disable", features);
  nameRemoved(model, features);
  return { model, features };
}

/** Names the features whose bits are all there, in the order of the map, and takes their bits away. */
function take(
  map: X86Map,
  registers: Registers,
  policy: FeaturePolicy,
  into: Map<string, FeaturePolicy>,
): void {
  for (const [name, bits] of map.features) {
    if (!has(registers, bits)) continue;
    remove(registers, bits);
    into.set(name, policy);
  }
}

function nameRemoved(model: X86Model, features: Map<string, FeaturePolicy>): void {
  for (const name of model.removed) if (!features.has(name)) features.set(name, "disable");
}

function isBetter(candidate: Description, best: Description, preferred: boolean): boolean {
  const one = costOf(candidate);
  const other = costOf(best);
  if (one.all !== other.all) return one.all < other.all || (preferred && one.disabled < other.disabled);
  return one.disabled < other.disabled;
}

/**
 * What a description costs: one for each feature to add, and for those to disable two, three, four and so on. libvirt
 * shortens the list while it walks along it, so that disabled features near the end are not seen as such.
 */
function costOf({ features }: Description): { all: number; disabled: number } {
  const policies = [...features.values()];
  let enabled = policies.length;
  let disabled = 0;
  let penalty = 2;
  for (let at = 0; at < enabled; at++) {
    if (policies[at] !== "disable") continue;
    enabled--;
    disabled += penalty++;
  }
  return { all: enabled + disabled, disabled };
}
