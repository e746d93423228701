/**
 * Whether a guest would notice that its definition was exchanged for another. The checks are in libvirt's order; what
 * is compared here is what guests see of their machine and of each device, as far as a table can say it.
 */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { refuse } from "../refusal.js";
import { formatUuid } from "../uuid.js";
import { attribute, childNamed, childrenNamed, find, textOf, type XmlElement } from "../xml-tree.js";
import type { DeviceName, DomainDefinition } from "./definition.js";

const differs = (detail: string) => refuse(ErrorDomain.domain, ErrorCode.configUnsupported, detail);

/** A value that must not change: how to find it, and what it is called; `quoted` where libvirt quotes it. */
type Trait<Of> = readonly [
  what: string,
  get: (of: Of) => string | number | bigint | undefined,
  quoted?: boolean,
];

function compare<Of>(traits: readonly Trait<Of>[], source: Of, target: Of): void {
  for (const [what, get, quoted = false] of traits) {
    const [from, to] = [get(source), get(target)];
    if (from === to) continue;
    const shown = (value: typeof from) => (quoted ? `'${value ?? "<null>"}'` : `${value ?? "<null>"}`);
    throw differs(`Target ${what} ${shown(to)} does not match source ${shown(from)}`);
  }
}

const osType = ({ sections }: DomainDefinition) => childNamed(sections.os?.[0], "type");

const machine: readonly Trait<DomainDefinition>[] = [
  ["domain virt type", ({ type }) => type],
  ["domain uuid", ({ uuid }) => formatUuid(uuid)],
  ["domain genid", ({ genid }) => genid && formatUuid(genid)],
  ["domain name", ({ name }) => name, true],
  ["domain max memory", ({ memoryKiB }) => memoryKiB],
  ["domain maximum memory size", ({ maxMemory }) => maxMemory?.kiB ?? 0n, true],
  ["domain memory slots", ({ maxMemory }) => maxMemory?.slots ?? 0, true],
];

const processor: readonly Trait<DomainDefinition>[] = [
  ["domain vCPU max", ({ maxVcpus }) => maxVcpus],
  ["domain OS type", (domain) => domain.osType],
  ["domain architecture", ({ arch }) => arch],
  ["domain machine type", (domain) => attribute(osType(domain), "machine")],
  [
    "domain SMBIOS mode",
    ({ sections }) => attribute(childNamed(sections.os?.[0], "smbios"), "mode") ?? "none",
  ],
];

const FEATURES = [
  ...["acpi", "pae", "hap", "viridian", "privnet", "pvspinlock", "pmu", "vmport", "smm", "vmcoreinfo", "htm"],
  ...["nested-hv", "ccf-assist"],
];

function compareFeatures(source: DomainDefinition, target: DomainDefinition): void {
  const state = ({ sections }: DomainDefinition, name: string) => {
    const found = childNamed(sections.features?.[0], name);
    return found === undefined ? "default" : (attribute(found, "state") ?? "on");
  };
  for (const name of FEATURES) {
    const [from, to] = [state(source, name), state(target, name)];
    if (from !== to)
      throw differs(`State of feature '${name}' differs: source: '${from}', destination: '${to}'`);
  }
}

const own =
  (name: string) =>
  (device: XmlElement): string | undefined =>
    attribute(device, name);
const inner =
  (child: string, name: string, fallback?: string) =>
  (device: XmlElement): string | undefined =>
    attribute(childNamed(device, child), name) ?? fallback;
const text = (child: string) => (device: XmlElement) => textOf(childNamed(device, child)) || undefined;
const model = inner("model", "type");

interface Family {
  readonly name: DeviceName;
  /** As in "Target domain disk count 2 does not match source 1". */
  readonly counted: string;
  readonly traits: readonly Trait<XmlElement>[];
}

/** In the order in which libvirt compares them. */
const FAMILIES: readonly Family[] = [
  {
    name: "disk",
    counted: "disk count",
    traits: [
      ["disk device", own("device")],
      ["disk bus", inner("target", "bus")],
      ["disk", inner("target", "dev")],
      ["disk serial", text("serial")],
      ["disk wwn", text("wwn"), true],
      ["disk model", own("model")],
    ],
  },
  {
    name: "controller",
    counted: "controller count",
    traits: [
      ["controller type", own("type")],
      ["controller index", own("index")],
      ["controller model", own("model")],
      ["controller ports", own("ports")],
      ["controller vectors", own("vectors")],
    ],
  },
  {
    name: "filesystem",
    counted: "filesystem count",
    traits: [["filesystem guest target", inner("target", "dir")]],
  },
  {
    name: "interface",
    counted: "net card count",
    traits: [
      ["network card mac", inner("mac", "address")],
      ["network card model", model],
      ["network card MTU", inner("mtu", "size", "0")],
    ],
  },
  {
    name: "input",
    counted: "input device count",
    traits: [
      ["input device type", own("type")],
      ["input device bus", own("bus")],
      ["input model", own("model")],
    ],
  },
  { name: "sound", counted: "sound card count", traits: [["sound card model", own("model")]] },
  {
    name: "video",
    counted: "video card count",
    traits: [
      ["video card model", model],
      ...["ram", "vram", "vram64", "vgamem", "heads"].map(
        (name): Trait<XmlElement> => [`video card ${name}`, inner("model", name, "0")],
      ),
    ],
  },
  {
    name: "hostdev",
    counted: "host device count",
    traits: [
      ["host device mode", own("mode")],
      ["host device subsystem", own("type")],
    ],
  },
  { name: "smartcard", counted: "smartcard count", traits: [] },
  {
    name: "serial",
    counted: "serial port count",
    traits: [
      ["serial type", inner("target", "type")],
      ["serial model", (device) => attribute(find(device, "target", "model"), "name")],
      ["serial port", inner("target", "port")],
    ],
  },
  { name: "parallel", counted: "parallel port count", traits: [["parallel port", inner("target", "port")]] },
  {
    name: "channel",
    counted: "channel count",
    traits: [
      ["channel type", inner("target", "type")],
      ["channel name", inner("target", "name")],
    ],
  },
  { name: "console", counted: "console count", traits: [["console type", inner("target", "type")]] },
  { name: "hub", counted: "hub device count", traits: [["hub device type", own("type")]] },
  {
    name: "redirdev",
    counted: "redirected devices count",
    traits: [["redirected device bus", own("bus")]],
  },
  { name: "redirfilter", counted: "USB redirection filter count", traits: [] },
  { name: "watchdog", counted: "watchdog count", traits: [["watchdog model", own("model")]] },
  { name: "memballoon", counted: "memory balloon count", traits: [["balloon model", own("model")]] },
  { name: "rng", counted: "RNG device count", traits: [["RNG model", own("model"), true]] },
  { name: "panic", counted: "panic device count", traits: [] },
  { name: "shmem", counted: "shared memory device count", traits: [] },
  { name: "tpm", counted: "TPM device count", traits: [] },
  { name: "memory", counted: "memory device count", traits: [] },
];

const hex = (value: string | undefined, digits: number) =>
  Number(value ?? 0)
    .toString(16)
    .padStart(digits, "0");

function pciPlace(address: XmlElement): string {
  const [domain, bus, slot, fn] = ["domain", "bus", "slot", "function"].map((name) =>
    attribute(address, name),
  );
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${Number(fn ?? 0)}`;
}

function comparePlace(source: XmlElement, target: XmlElement): void {
  const [from, to] = [childNamed(source, "address"), childNamed(target, "address")];
  const kind = (address: XmlElement | undefined) => attribute(address, "type") ?? "none";
  if (kind(from) !== kind(to))
    throw differs(`Target device address type ${kind(to)} does not match source ${kind(from)}`);
  if (from === undefined || to === undefined || kind(from) !== "pci") return;
  // The missing blank is libvirt's.
  if (pciPlace(from) !== pciPlace(to))
    throw differs(`Target device PCI address ${pciPlace(to)}does not match source ${pciPlace(from)}`);
}

function compareFamily(
  { name, counted, traits }: Family,
  source: DomainDefinition,
  target: DomainDefinition,
) {
  const [from, to] = [source.devices[name], target.devices[name]];
  compare([[`domain ${counted}`, (list: readonly XmlElement[]) => list.length]], from, to);
  from.forEach((one, at) => {
    const other = to[at]!;
    compare(traits, one, other);
    comparePlace(one, other);
  });
}

/** Throws VIR_ERR_CONFIG_UNSUPPORTED, naming what differs first. */
export function requireStableAbi(source: DomainDefinition, target: DomainDefinition): void {
  compare(machine, source, target);
  const cells = ({ sections }: DomainDefinition) => {
    const numa = childNamed(sections.cpu?.[0], "numa");
    return numa === undefined ? 0 : childrenNamed(numa, "cell").length;
  };
  if (cells(source) !== cells(target))
    throw differs(`Target NUMA node count '${cells(target)}' doesn't match source '${cells(source)}'`);
  compare(processor, source, target);
  compareFeatures(source, target);
  const timers = ({ sections }: DomainDefinition) =>
    sections.clock?.[0] === undefined ? 0 : childrenNamed(sections.clock[0], "timer").length;
  if (timers(source) !== timers(target)) throw differs("Target domain timers do not match source");
  for (const family of FAMILIES) compareFamily(family, source, target);
}
