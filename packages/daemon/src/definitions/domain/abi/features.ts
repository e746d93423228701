/** `<features>` as a guest sees them: on, off or as the hypervisor has them, and with what. */
import { attribute, childNamed, type XmlElement } from "../../xml-tree.js";
import type { DomainDefinition } from "../definition.js";
import { compare, states, type Trait } from "./trait.js";

type Features = XmlElement | undefined;

const state = (features: Features, name: string): string => {
  const found = childNamed(features, name);
  return found === undefined ? "default" : (attribute(found, "state") ?? "on");
};

const about = (name: string) => `State of feature '${name}'`;

const simple = (name: string): Trait<Features> => states(about(name), (features) => state(features, name));

/** One that is on with a detail: "on,eoi=off". */
const detailed = (name: string, detail: string, fallback: string): Trait<Features> =>
  states(about(name), (features) => {
    const value = attribute(childNamed(features, name), detail) ?? fallback;
    return `${state(features, name)},${detail}=${value}`;
  });

/** One that is no more than its detail: "driver=kvm". */
const valued = (name: string, detail: string, fallback: string): Trait<Features> =>
  states(about(name), (features) => {
    return `${detail}=${attribute(childNamed(features, name), detail) ?? fallback}`;
  });

/** In the order in which libvirt compares them. */
const traits: readonly Trait<Features>[] = [
  simple("acpi"),
  detailed("apic", "eoi", "default"),
  ...["pae", "hap", "viridian", "privnet"].map(simple),
  simple("pvspinlock"),
  valued("capabilities", "policy", "default"),
  simple("pmu"),
  simple("vmport"),
  detailed("gic", "version", "none"),
  simple("smm"),
  valued("ioapic", "driver", "none"),
  ...["vmcoreinfo", "htm", "nested-hv", "ccf-assist"].map(simple),
  valued("cfpc", "value", "none"),
  valued("sbbc", "value", "none"),
  valued("ibs", "value", "none"),
];

const HYPERV = [
  ...["relaxed", "vapic", "vpindex", "runtime", "synic", "stimer", "reset", "frequencies"],
  ...["reenlightenment", "tlbflush", "ipi", "evmcs", "avic"],
];
const KVM = ["hidden", "hint-dedicated", "poll-control", "pv-ipi", "dirty-ring"];

const within = (features: Features, group: string) => childNamed(features, group);

const hyperv: readonly Trait<Features>[] = [
  ...HYPERV.slice(0, 2).map((name) => enlightenment(name)),
  {
    get: (features) => attribute(childNamed(within(features, "hyperv"), "spinlocks"), "retries") ?? "0",
    say: (target, source) =>
      `HyperV spinlock retry count differs: source: '${source}', destination: '${target}'`,
  },
  ...HYPERV.slice(2).map((name) => enlightenment(name)),
  {
    get: (features) => attribute(childNamed(within(features, "hyperv"), "vendor_id"), "value"),
    say: (target, source) => `HyperV vendor_id differs: source: '${source}', destination: '${target}'`,
  },
];

function enlightenment(name: string): Trait<Features> {
  return states(`State of HyperV enlightenment feature '${name}'`, (features) =>
    state(within(features, "hyperv"), name),
  );
}

const kvm = KVM.map(
  (name): Trait<Features> =>
    states(`State of KVM feature '${name}'`, (features) => state(within(features, "kvm"), name)),
);

export function compareFeatures(source: DomainDefinition, target: DomainDefinition): void {
  const [from, to] = [source.sections.features?.[0], target.sections.features?.[0]];
  compare(traits, from, to);
  if (within(from, "hyperv") !== undefined) compare(hyperv, from, to);
  if (within(from, "kvm") !== undefined) compare(kvm, from, to);
}
