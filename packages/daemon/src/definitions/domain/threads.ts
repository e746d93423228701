/** Which processors of the host a domain's threads may run on, and which I/O threads it has. */
import { formatBitmap, parseBitmap } from "../bitmap.js";
import {
  attribute,
  childNamed,
  childrenNamed,
  cloneElement,
  element,
  isElement,
  textOf,
  type XmlElement,
} from "../xml-tree.js";
import { PERIODS } from "./cputune.js";
import type { DomainDefinition } from "./definition.js";
import { placeChild, setSection } from "./edit.js";
import { MAX_CPUS } from "./tuning.js";

type Cpus = ReadonlySet<number>;

const cpusOf = (pin: XmlElement | undefined): Cpus | undefined => {
  const text = attribute(pin, "cpuset");
  return text === undefined ? undefined : (parseBitmap(text, MAX_CPUS) ?? new Set());
};

/** For all threads that have no set of their own (`<vcpu cpuset='…'>`). */
export const commonCpus = ({ vcpuSet }: DomainDefinition): Cpus | undefined =>
  vcpuSet === undefined ? undefined : parseBitmap(vcpuSet, MAX_CPUS);

const tuneOf = ({ sections }: DomainDefinition) => sections.cputune?.[0];

/** The set of one virtual processor or I/O thread; undefined where it has none of its own. */
export function pinnedCpus(
  domain: DomainDefinition,
  name: "vcpupin" | "iothreadpin",
  id: number,
): Cpus | undefined {
  const tune = tuneOf(domain);
  const key = keyOf[name];
  return tune && cpusOf(childrenNamed(tune, name).find((one) => Number(attribute(one, key)) === id));
}
const keyOf = { vcpupin: "vcpu", iothreadpin: "iothread" } as const;

export const emulatorCpus = (domain: DomainDefinition): Cpus | undefined =>
  cpusOf(childNamed(tuneOf(domain), "emulatorpin"));

const PERIODS_FIRST = ["shares", ...PERIODS];

export function pinEmulator(domain: DomainDefinition, cpus: Cpus): void {
  const tune = cloneElement(tuneOf(domain) ?? element("cputune"));
  const pin = element("emulatorpin", { cpuset: formatBitmap(cpus) });
  placeChild(tune, "emulatorpin", pin, [...PERIODS_FIRST, "vcpupin"]);
  setSection(domain, "cputune", tune);
}

/** Undefined takes the thread's own set away. */
export function pinThread(
  domain: DomainDefinition,
  name: "vcpupin" | "iothreadpin",
  id: number,
  cpus: Cpus | undefined,
): void {
  const tune = cloneElement(tuneOf(domain) ?? element("cputune"));
  const key = keyOf[name];
  const others = childrenNamed(tune, name).filter((one) => Number(attribute(one, key)) !== id);
  const made = cpus && element(name, { [key]: id, cpuset: formatBitmap(cpus) });
  const pins = [...others, ...(made ? [made] : [])];
  pins.sort((a, b) => Number(attribute(a, key)) - Number(attribute(b, key)));
  const rest = tune.children.filter((node) => !isElement(node) || node.name !== name);
  const first = name === "vcpupin" ? PERIODS_FIRST : [...PERIODS_FIRST, "vcpupin", "emulatorpin"];
  const at = rest.findLastIndex((node) => isElement(node) && first.includes(node.name)) + 1;
  tune.children.splice(0, tune.children.length, ...rest.slice(0, at), ...pins, ...rest.slice(at));
  setSection(domain, "cputune", tune.children.length > 0 ? tune : undefined);
}

/** Whether a virtual processor is switched on. */
export function isVcpuOnline({ sections, vcpus, maxVcpus }: DomainDefinition, id: number): boolean {
  const [list] = sections.vcpus ?? [];
  if (list === undefined) return id < vcpus;
  const one = childrenNamed(list, "vcpu").find((vcpu) => attribute(vcpu, "id") === String(id));
  return id < maxVcpus && attribute(one, "enabled") === "yes";
}

/** All I/O threads; those that nobody named count from 1. */
function iothreadList({ sections }: DomainDefinition): XmlElement[] {
  const named = childrenNamed(sections.iothreadids?.[0] ?? element("iothreadids"), "iothread");
  if (named.length > 0) return named;
  const count = Number(textOf(sections.iothreads?.[0]) || 0);
  return Array.from({ length: count }, (_, at) => element("iothread", { id: at + 1 }));
}

export const iothreadIds = (domain: DomainDefinition): number[] =>
  iothreadList(domain).map((one) => Number(attribute(one, "id")));

/** From now on every thread is named. */
function setIothreads(domain: DomainDefinition, list: readonly XmlElement[]): void {
  const some = list.length > 0;
  setSection(domain, "iothreads", some ? element("iothreads", {}, [String(list.length)]) : undefined);
  setSection(domain, "iothreadids", some ? element("iothreadids", {}, list) : undefined);
}

export function addIothread(domain: DomainDefinition, id: number): void {
  setIothreads(domain, [...iothreadList(domain), element("iothread", { id })]);
}

export function removeIothread(domain: DomainDefinition, id: number): void {
  const named = domain.sections.iothreadids !== undefined;
  const left = iothreadList(domain).filter((one) => attribute(one, "id") !== String(id));
  // Threads that were never named stay so, as long as their numbers say the same.
  const stillCounted = !named && left.every((one, at) => attribute(one, "id") === String(at + 1));
  setIothreads(domain, left);
  if (stillCounted) setSection(domain, "iothreadids", undefined);
  pinThread(domain, "iothreadpin", id, undefined);
  const tune = tuneOf(domain);
  if (tune === undefined) return;
  const kept = tune.children.filter(
    (node) =>
      !isElement(node) || node.name !== "iothreadsched" || attribute(node, "iothreads") !== String(id),
  );
  tune.children.splice(0, tune.children.length, ...kept);
  if (kept.length === 0) setSection(domain, "cputune", undefined);
}

/** Naming one names all. */
export const nameIothreads = (domain: DomainDefinition): void => setIothreads(domain, iothreadList(domain));
