/** Text to definition: `parseDomain`. The order of the steps is the order in which libvirt refuses. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../integer.js";
import { internal, invalidDomain, invalidXml, refuse, unsupported } from "../refusal.js";
import type { ChildRule, ParseContext } from "../shape.js";
import { bytesToKiB, parseScaled } from "../units.js";
import { formatUuid, parseUuid, randomUuid } from "../uuid.js";
import { parseXml } from "../xml-parse.js";
import { attribute, childNamed, textOf, type XmlElement } from "../xml-tree.js";
import { clock, endings, perf, pm } from "./clock.js";
import { cpu } from "./cpu.js";
import { cputune } from "./cputune.js";
import type { DomainDefinition, SectionName } from "./definition.js";
import { memoryDeviceKiB } from "./devices/memory-device.js";
import { bootOrders, parseDevices } from "./devices.js";
import { features } from "./features.js";
import { completeFirmware } from "./firmware.js";
import { addImplicit } from "./implicit.js";
import { parseMetadata } from "./metadata.js";
import { numaMemoryKiB } from "./numa.js";
import { checkSmbios, completeBoot, parseOs, parseOsType } from "./os.js";
import { checkSysinfoUuid, idmap, keywrap, launchSecurity, seclabels, sysinfo } from "./security.js";
import { blkiotune, iothreads, memoryBacking, memtune, numatune, resource } from "./tuning.js";
import { validateDomain } from "./validate.js";
import { countEnabled, parseVcpus, type VcpuCounts, vcpuList } from "./vcpu.js";

export interface ParseDomainOptions extends ParseContext {
  /** The architecture of a guest that names none; the test driver's host is an i686. */
  readonly hostArch?: string;
  /** For what was checked when it was first read: a copy, or what is kept with a snapshot. */
  readonly skipValidation?: boolean;
}

const VIRT_TYPES = [
  ...[
    "none",
    "qemu",
    "kqemu",
    "kvm",
    "xen",
    "lxc",
    "uml",
    "openvz",
    "test",
    "vmware",
    "hyperv",
    "vbox",
    "phyp",
  ],
  ...["parallels", "bhyve", "vz", "hvf"],
];

export function parseDomain(xml: string, options: ParseDomainOptions): DomainDefinition {
  const root = parseXml(xml, { label: "domain_definition", domain: ErrorDomain.domain });
  return parseDomainElement(root, options);
}

export function parseDomainElement(root: XmlElement, options: ParseDomainOptions): DomainDefinition {
  if (root.name !== "domain") throw invalidXml(`expecting root element of 'domain', not '${root.name}'`);
  const name = textOf(childNamed(root, "name"));
  if (name === "") throw refuse(ErrorDomain.domain, ErrorCode.noName);
  const uuid = parseDomainUuid(root, options);
  const type = attribute(root, "type");
  if (type === undefined) throw internal("missing domain type attribute");
  if (!VIRT_TYPES.includes(type)) throw unsupported(`invalid domain type ${type}`);
  const { osType, arch } = parseOsType(root, options.hostArch ?? "i686");
  const context: ParseContext = { random: options.random, guest: { type, osType, arch } };
  const genid = parseGenid(root, options);
  const title = textOf(childNamed(root, "title"));
  if (title.includes("\n")) throw invalidDomain("Domain title can't contain newlines");
  const description = textOf(childNamed(root, "description"));

  const sections: DomainDefinition["sections"] = {};
  const read = (section: SectionName, rule: ChildRule) => {
    const made = rule(root, context);
    if (made.length > 0) sections[section] = made;
  };
  read("seclabel", seclabels);
  const memory = readMemory(root);
  read("memoryBacking", memoryBacking);
  read("blkiotune", blkiotune);
  read("memtune", memtune);
  const counts = parseVcpus(root);
  read("vcpus", (parent) => vcpuList(parent, counts, context));
  Object.assign(sections, iothreads(root, context));
  read("cpu", cpu);
  read("numatune", (parent) => numatune(parent, counts.vcpuPlacement, context));
  read("cputune", cputune);
  read("resource", resource);
  read("features", features);
  for (const [section, rule] of Object.entries(endings)) read(section as SectionName, rule);
  read("pm", pm);
  read("perf", perf);
  read("clock", clock);
  Object.assign(sections, parseOs(root, osType, arch, context));
  const devices = parseDevices(root, context);
  read("sysinfo", sysinfo);
  read("idmap", idmap);
  read("keywrap", keywrap);
  read("launchSecurity", launchSecurity);
  const metadata = parseMetadata(root);
  const os = sections.os![0]!;

  const sizes = completeMemory(memory, sections, devices.memory);
  const definition: DomainDefinition = {
    type,
    name,
    uuid,
    ...(genid && { genid }),
    ...(title !== "" && { title }),
    ...(description !== "" && { description }),
    ...(metadata && { metadata }),
    ...sizes,
    ...placeVcpus(counts, root, sections),
    osType,
    arch,
    sections,
    devices,
  };
  completeBoot(os, osType, bootOrders(devices).length > 0, sections.bootloader !== undefined);
  checkSmbios(os);
  completeFirmware(os);
  checkSysinfoUuid(sections.sysinfo ?? [], formatUuid(uuid));
  addImplicit(definition);
  if (!options.skipValidation) validateDomain(definition);
  return definition;
}

function parseDomainUuid(root: XmlElement, context: ParseContext): Uint8Array {
  const text = textOf(childNamed(root, "uuid"));
  if (text === "") return randomUuid((count) => context.random(count));
  const uuid = parseUuid(text);
  if (!uuid) throw internal("malformed uuid element");
  return uuid;
}

/** An empty `<genid/>` asks for a new one. */
function parseGenid(root: XmlElement, context: ParseContext): Uint8Array | undefined {
  const from = childNamed(root, "genid");
  if (!from) return undefined;
  const text = textOf(from);
  if (text === "") return randomUuid((count) => context.random(count));
  const genid = parseUuid(text);
  if (!genid) throw internal("malformed genid element");
  return genid;
}

/** Memory that the host places takes the CPUs along, unless they were placed by hand. */
function placeVcpus(
  counts: VcpuCounts,
  root: XmlElement,
  sections: DomainDefinition["sections"],
): VcpuCounts {
  const vcpus = countEnabled(sections.vcpus) ?? counts.vcpus;
  const given = childNamed(root, "vcpu");
  const free = attribute(given, "placement") === undefined && counts.vcpuSet === undefined;
  const auto = attribute(childNamed(sections.numatune?.[0], "memory"), "placement") === "auto";
  return { ...counts, vcpus, vcpuPlacement: auto && free ? "auto" : counts.vcpuPlacement };
}

interface MemoryGiven {
  readonly totalKiB: bigint;
  readonly currentKiB: bigint;
  readonly maxMemory?: { readonly slots: number; readonly kiB: bigint };
  readonly dumpCore?: "on" | "off";
}

function readMemory(root: XmlElement): MemoryGiven {
  const size = (name: string): bigint => {
    const from = childNamed(root, name);
    const bytes = parseScaled(from && textOf(from), attribute(from, "unit"), `./${name}[1]`);
    return bytes === undefined ? 0n : bytesToKiB(bytes);
  };
  const totalKiB = size("memory");
  const currentKiB = size("currentMemory");
  const max = childNamed(root, "maxMemory");
  const slotsText = attribute(max, "slots");
  const slots = slotsText === undefined ? 0n : parseInteger(slotsText, Limit.unsignedInt);
  if (slots === undefined) throw invalidDomain("Failed to parse memory slot count");
  const dumpCore = attribute(childNamed(root, "memory"), "dumpCore");
  if (dumpCore !== undefined && dumpCore !== "on" && dumpCore !== "off") {
    throw invalidXml(`Invalid value for attribute 'dumpCore' in element 'memory': '${dumpCore}'.`);
  }
  return {
    totalKiB,
    currentKiB,
    ...(max && { maxMemory: { slots: Number(slots), kiB: size("maxMemory") } }),
    ...(dumpCore && { dumpCore }),
  };
}

type Sizes = Pick<DomainDefinition, "memoryKiB" | "currentMemoryKiB" | "maxMemory" | "dumpCore">;

const missingMemory = () =>
  invalidDomain("Memory size must be specified via <memory> or in the <numa> configuration");

/** Memory may come from `<memory>` or from NUMA cells; the current size never exceeds it. */
function completeMemory(
  given: MemoryGiven,
  sections: DomainDefinition["sections"],
  dimms: readonly XmlElement[],
): Sizes {
  const cells = numaMemoryKiB(sections.cpu?.[0]);
  const plugged = dimms.reduce((all, one) => all + memoryDeviceKiB(one), 0n);
  const max = given.maxMemory;
  if (given.totalKiB === 0n && cells === undefined) {
    throw missingMemory();
  }
  const memoryKiB = cells !== undefined && given.totalKiB === 0n ? cells + plugged : given.totalKiB;
  if (memoryKiB === plugged) throw missingMemory();
  if (memoryKiB < plugged) throw invalidDomain("Total size of memory devices exceeds the total memory size");
  const current = given.currentKiB === 0n || given.currentKiB > memoryKiB ? memoryKiB : given.currentKiB;
  if (max && max.slots > 0 !== max.kiB > 0n) {
    throw invalidDomain("both maximum memory size and memory slot count must be specified");
  }
  if (max && max.kiB > 0n && max.kiB < memoryKiB) {
    throw invalidDomain("maximum memory size must be equal or greater than the actual memory size");
  }
  return {
    memoryKiB,
    currentMemoryKiB: current,
    ...(max && max.kiB > 0n && { maxMemory: max }),
    ...(given.dumpCore && { dumpCore: given.dumpCore }),
  };
}
