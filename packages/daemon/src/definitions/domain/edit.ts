/**
 * Changing a definition that is in libvirt's form already. What a change leaves behind goes through the shape of its
 * element again, so that order, units and what is left out have one description.
 */
import { cloneElement, element, setChild, type XmlElement } from "../xml-tree.js";
import { perf } from "./clock.js";
import type { DomainDefinition, SectionName } from "./definition.js";
import { IOTUNE_ORDER } from "./devices/disk.js";
import { blkiotune, memtune } from "./tuning.js";

/** Nothing that is edited here makes up values by chance. */
const context = { random: (count: number) => new Uint8Array(count) };

/** Puts a section in its place; undefined takes it away. */
export function setSection(domain: DomainDefinition, name: SectionName, made: XmlElement | undefined): void {
  if (made === undefined) delete domain.sections[name];
  else domain.sections[name] = [made];
}

const sectionShapes = { memtune, blkiotune } as const;

/** Lets `edit` change a copy of a section, and takes it over in libvirt's form. */
export function editSection(
  domain: DomainDefinition,
  name: keyof typeof sectionShapes,
  edit: (section: XmlElement) => void,
): void {
  const copy = cloneElement(domain.sections[name]?.[0] ?? element(name));
  edit(copy);
  setSection(domain, name, sectionShapes[name].apply(copy, context));
}

/** Replaces the list of performance events by name -> "yes" or "no". */
export function setPerfEvents(domain: DomainDefinition, events: ReadonlyMap<string, string>): void {
  const given = [...events].map(([name, enabled]) => element("event", { name, enabled }));
  const [made] = perf(element("domain", {}, [element("perf", {}, given)]), context);
  setSection(domain, "perf", made);
}

const insertBehind = (parent: XmlElement, child: XmlElement, names: readonly string[]): void => {
  const at = parent.children.findLastIndex((node) => node.kind === "element" && names.includes(node.name));
  parent.children.splice(at + 1, 0, child);
};

/** Puts `child` in place of the one of its name, or behind the last of those that stand before it. */
export function placeChild(
  parent: XmlElement,
  name: string,
  child: XmlElement | undefined,
  predecessors: readonly string[],
): void {
  const known = parent.children.some((node) => node.kind === "element" && node.name === name);
  if (known || child === undefined) setChild(parent, name, child);
  else insertBehind(parent, child, predecessors);
}

const beforeIotune = ["driver", "auth", "source", "backingStore", "backenddomain", "mirror", "geometry"];
const afterSource = ["blockio", "target"];

/** Limits of a disk by the names of `<iotune>`. A group may have an empty name; other values of nothing are not told. */
export function setIotune(disk: XmlElement, values: ReadonlyMap<string, string>): void {
  const told = IOTUNE_ORDER.flatMap((name) => {
    const value = values.get(name);
    return value === undefined || value === "0" ? [] : [element(name, {}, [value])];
  });
  const made = told.length === 0 ? undefined : element("iotune", {}, told);
  placeChild(disk, "iotune", made, [...beforeIotune, ...afterSource]);
}

/** Attributes of `<inbound>` and `<outbound>`; undefined: no limit in that direction. */
export interface Bandwidth {
  readonly inbound: ReadonlyMap<string, string> | undefined;
  readonly outbound: ReadonlyMap<string, string> | undefined;
}

const beforeBandwidth = ["mac", "source", "vlan", "virtualport"];
const RATE_ORDER = ["average", "peak", "floor", "burst"];

/** Once somebody has spoken of bandwidth, the element stays. */
export function setBandwidth(networkInterface: XmlElement, limits: Bandwidth): void {
  const direction = (name: "inbound" | "outbound") => {
    const values = limits[name];
    if (values === undefined) return undefined;
    const told = RATE_ORDER.map((rate) => [rate, values.get(rate)] as const);
    return element(name, Object.fromEntries(told.filter(([, value]) => value !== "0")));
  };
  const made = element("bandwidth", {}, [direction("inbound"), direction("outbound")]);
  placeChild(networkInterface, "bandwidth", { ...made, spread: true }, beforeBandwidth);
}
