/** The machine as a guest sees it: who it is, its memory, its processors, its firmware's tables and its clocks. */
import { formatUuid } from "../../uuid.js";
import { attribute, childNamed, childrenNamed, isElement, textOf, type XmlElement } from "../../xml-tree.js";
import type { DomainDefinition } from "../definition.js";
import { compareFeatures } from "./features.js";
import { compare, differs, fixed, inner, own, plain, quoted, type Trait, text } from "./trait.js";

const identity: readonly Trait<DomainDefinition>[] = [
  plain("domain virt type", ({ type }) => type),
  plain("domain uuid", ({ uuid }) => formatUuid(uuid)),
  fixed("Target domain requested genid does not match source", ({ genid }) => (genid ? "yes" : "no")),
  plain("domain genid", ({ genid }) => genid && formatUuid(genid)),
  quoted("domain name", ({ name }) => name),
  plain("domain max memory", ({ memoryKiB }) => memoryKiB),
  {
    get: ({ maxMemory }) => maxMemory?.kiB ?? 0n,
    say: (target, source) => `Target maximum memory size '${target}' doesn't match source '${source}'`,
  },
  {
    get: ({ maxMemory }) => maxMemory?.slots ?? 0,
    say: (target, source) => `Target domain memory slots count '${target}' doesn't match source '${source}'`,
  },
];

const os = ({ sections }: DomainDefinition) => sections.os?.[0];

const platform: readonly Trait<DomainDefinition>[] = [
  plain("domain OS type", (domain) => domain.osType),
  plain("domain architecture", ({ arch }) => arch),
  plain("domain machine type", (domain) => attribute(childNamed(os(domain), "type"), "machine")),
  plain("domain SMBIOS mode", (domain) => attribute(childNamed(os(domain), "smbios"), "mode") ?? "none"),
];

const cells = ({ sections }: DomainDefinition): XmlElement[] => {
  const numa = childNamed(sections.cpu?.[0], "numa");
  return numa === undefined ? [] : childrenNamed(numa, "cell");
};

function compareNuma(source: DomainDefinition, target: DomainDefinition): void {
  const [from, to] = [cells(source), cells(target)];
  if (from.length !== to.length)
    throw differs(`Target NUMA node count '${to.length}' doesn't match source '${from.length}'`);
  from.forEach((cell, at) => {
    const other = to[at]!;
    const [size, otherSize] = [attribute(cell, "memory"), attribute(other, "memory")];
    if (size !== otherSize)
      throw differs(`Size of target NUMA node ${at} (${otherSize}) doesn't match source (${size})`);
    if (attribute(cell, "cpus") !== attribute(other, "cpus"))
      throw differs(`Processor mask of target NUMA node ${at} doesn't match source`);
  });
}

/** Which of the virtual CPUs are switched on: those listed so, or the first ones. */
function enabled({ vcpus, maxVcpus, sections }: DomainDefinition): boolean[] {
  const listed = sections.vcpus?.[0];
  if (listed === undefined) return Array.from({ length: maxVcpus }, (_, at) => at < vcpus);
  return childrenNamed(listed, "vcpu").map((one) => attribute(one, "enabled") === "yes");
}

function compareVcpus(source: DomainDefinition, target: DomainDefinition): void {
  compare([plain("domain vCPU max", ({ maxVcpus }: DomainDefinition) => maxVcpus)], source, target);
  const [from, to] = [enabled(source), enabled(target)];
  const at = from.findIndex((on, vcpu) => on !== to[vcpu]);
  if (at >= 0) throw differs(`State of vCPU '${at}' differs between source and destination definitions`);
}

const cpuTraits: readonly Trait<XmlElement>[] = [
  plain("CPU mode", own("mode")),
  plain("CPU check", own("check", "none")),
  plain("CPU model", text("model")),
  plain("CPU vendor", text("vendor")),
  plain("CPU vendor id", inner("model", "vendor_id")),
  ...["sockets", "dies", "cores", "threads"].map((name) =>
    plain<XmlElement>(`CPU ${name}`, inner("topology", name, "0")),
  ),
  fixed(
    "Target CPU maxphysaddr does not match source",
    (cpu) => `${inner("maxphysaddr", "mode")(cpu)} ${inner("maxphysaddr", "bits")(cpu)}`,
  ),
  plain("CPU feature count", (cpu) => childrenNamed(cpu, "feature").length),
];

function compareCpu(source: DomainDefinition, target: DomainDefinition): void {
  const [from, to] = [source.sections.cpu?.[0], target.sections.cpu?.[0]];
  if ((from === undefined) !== (to === undefined)) throw differs("Target CPU does not match source");
  if (from === undefined || to === undefined) return;
  compare(cpuTraits, from, to);
  const others = childrenNamed(to, "feature");
  childrenNamed(from, "feature").forEach((feature, at) => {
    const traits = [plain("CPU feature", own("name")), plain("CPU feature policy", own("policy"))];
    compare(traits, feature, others[at]!);
  });
  const cache = (cpu: XmlElement) => `${inner("cache", "level")(cpu)} ${inner("cache", "mode")(cpu)}`;
  compare([fixed("Target CPU cache does not match source", cache)], from, to);
}

/** What libvirt calls the tables of SMBIOS, and their entries that are not called as they are written. */
const TABLES: Readonly<Record<string, string>> = {
  bios: "BIOS",
  system: "system",
  baseBoard: "base board",
  chassis: "chassis",
};

function compareSysinfo(source: DomainDefinition, target: DomainDefinition): void {
  const [from, to] = [source.sections.sysinfo ?? [], target.sections.sysinfo ?? []];
  if (from.length !== to.length) throw differs("Target domain count of sysinfo does not match source");
  from.forEach((one, at) => {
    const other = to[at]!;
    compare([plain("sysinfo", own("type"))], one, other);
    for (const table of one.children.filter(isElement)) {
      const entry = (name: string | undefined) => (whole: XmlElement) => {
        const entries = childrenNamed(childNamed(whole, table.name) ?? whole, "entry");
        return textOf(entries.find((it) => attribute(it, "name") === name)) || undefined;
      };
      const names = childrenNamed(table, "entry").map((it) => attribute(it, "name"));
      const shown = (name: string | undefined) => (name === "manufacturer" ? "vendor" : name);
      const what = (name: string | undefined) => `sysinfo ${TABLES[table.name] ?? table.name} ${shown(name)}`;
      compare(
        names.map((name) => plain(what(name), entry(name))),
        one,
        other,
      );
    }
  });
}

const timers = ({ sections }: DomainDefinition): XmlElement[] => {
  const clock = sections.clock?.[0];
  return clock === undefined ? [] : childrenNamed(clock, "timer");
};

function compareTimers(source: DomainDefinition, target: DomainDefinition): void {
  const [from, to] = [timers(source), timers(target)];
  if (from.length !== to.length) throw differs("Target domain timers do not match source");
  from.forEach((timer, at) => {
    const traits: Trait<XmlElement>[] = [
      plain("timer", own("name")),
      quoted("timer presence", own("present", "default")),
    ];
    if (attribute(timer, "name") === "tsc") {
      traits.push(plain("TSC frequency", own("frequency", "0")), plain("TSC mode", own("mode", "default")));
    }
    compare(traits, timer, to[at]!);
  });
}

export function compareMachines(source: DomainDefinition, target: DomainDefinition): void {
  compare(identity, source, target);
  compareNuma(source, target);
  compareVcpus(source, target);
  compare(platform, source, target);
  compareFeatures(source, target);
  compareTimers(source, target);
  compareCpu(source, target);
  compareSysinfo(source, target);
}
