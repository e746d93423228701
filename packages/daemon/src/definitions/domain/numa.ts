/** `<numa>` of a guest's processor: cells, distances between them, caches and interconnects. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { formatBitmap, parseBitmap } from "../bitmap.js";
import { Limit, parseInteger } from "../integer.js";
import { MAX_CELLS } from "../limits.js";
import { refuse } from "../refusal.js";
import { type ChildRule, each, type ParseContext, shape } from "../shape.js";
import { bytesToKiB, parseScaled } from "../units.js";
import { choice, positiveInt, required, unsignedInt, yesNo } from "../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../xml-tree.js";

const numaError = (detail: string) => refuse(ErrorDomain.domain, ErrorCode.xmlError, detail);

const LOCAL_DISTANCE = 10;
const MAX_CPUS = 16384;

const ASSOCIATIVITY = ["none", "direct", "full"];
const POLICY = ["none", "writeback", "writethrough"];

/** Caches of a cell, each level once. libvirt overlooks the unit of their sizes. */
function caches(from: XmlElement, cellId: number): XmlElement[] {
  const made = new Map<number, XmlElement>();
  for (const one of childrenNamed(from, "cache")) {
    const text = attribute(one, "level");
    if (text === undefined)
      throw numaError(`Missing 'level' attribute in cache element for NUMA node ${cellId}`);
    const level = parseInteger(text, Limit.unsignedInt);
    if (level === undefined || level === 0n) {
      throw numaError(`Invalid 'level' attribute in cache element for NUMA node ${cellId}`);
    }
    if (made.has(Number(level))) throw numaError(`Cache level '${level}' already defined`);
    const associativity = attribute(one, "associativity");
    if (associativity === undefined) {
      throw numaError(`Missing 'associativity' attribute in cache element for NUMA node ${cellId}`);
    }
    if (!ASSOCIATIVITY.includes(associativity))
      throw numaError(`Invalid cache associativity '${associativity}'`);
    const policy = attribute(one, "policy") ?? "(null)";
    if (!POLICY.includes(policy)) throw numaError(`Invalid cache policy '${policy}'`);
    const shown = (word: string) => (word === "none" ? undefined : word);
    const attributes = { level, associativity: shown(associativity), policy: shown(policy) };
    made.set(Number(level), element("cache", attributes, [side(one, "size", "KiB"), side(one, "line", "B")]));
  }
  return [...made.values()];
}

function side(cache: XmlElement, name: string, unit: string): XmlElement {
  const text = attribute(childNamed(cache, name), "value");
  const value = parseScaled(text, undefined, `./${name}/@value`, { required: true, defaultScale: 1n });
  return element(name, { value, unit });
}

interface Cell {
  readonly id: number;
  readonly made: XmlElement;
  readonly from: XmlElement;
}

export const numa: ChildRule = (cpu, context) => {
  const from = childNamed(cpu, "numa");
  if (!from) return [];
  const given = childrenNamed(from, "cell");
  if (given.length > MAX_CELLS)
    throw numaError(`${given.length} NUMA cells are more than the ${MAX_CELLS} that are supported`);
  if (given.length === 0) throw numaError("NUMA topology defined without NUMA cells");
  const cells = given.map((one, index) => cell(one, index, given.length, context));
  checkCells(cells);
  cells.sort((a, b) => a.id - b.id);
  addDistances(cells, context);
  for (const one of cells) one.made.children.push(...caches(one.from, one.id));
  return [element("numa", {}, [...cells.map((one) => one.made), ...interconnects(from, cells, context)])];
};

function cell(from: XmlElement, index: number, count: number, context: ParseContext): Cell {
  const text = attribute(from, "id");
  const id = text === undefined ? index : Number(parseInteger(text, Limit.unsignedInt) ?? -1);
  if (id < 0) throw numaError(`Invalid 'id' attribute in NUMA cell: '${text}'`);
  if (id >= count)
    throw numaError(
      "Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not allowed",
    );
  const cpus = attribute(from, "cpus");
  const set = cpus === undefined ? undefined : parseBitmap(cpus, MAX_CPUS);
  if (cpus !== undefined && !set)
    throw refuse(ErrorDomain.none, ErrorCode.invalidArg, `Failed to parse bitmap '${cpus}'`);
  const bytes = parseScaled(attribute(from, "memory"), attribute(from, "unit"), "./@memory", {
    required: true,
  })!;
  const at = (name: string) => ({ name, element: from, context });
  return {
    id,
    from,
    made: element("cell", {
      id,
      cpus: set && set.size > 0 ? formatBitmap(set) : undefined,
      memory: bytesToKiB(bytes),
      unit: "KiB",
      memAccess: choice(["shared", "private"], { hidden: "default" })(
        attribute(from, "memAccess"),
        at("memAccess"),
      ),
      discard: yesNo(attribute(from, "discard"), at("discard")),
    }),
  };
}

function checkCells(cells: readonly Cell[]): void {
  const ids = new Set<number>();
  const owner = new Map<number, number>();
  for (const { id, made } of cells) {
    if (ids.has(id)) throw numaError(`Duplicate NUMA cell info for cell id '${id}'`);
    ids.add(id);
    for (const cpu of parseBitmap(attribute(made, "cpus") ?? "", MAX_CPUS) ?? []) {
      const other = owner.get(cpu);
      if (other !== undefined)
        throw refuse(
          ErrorDomain.domain,
          ErrorCode.configUnsupported,
          `NUMA cells ${id} and ${other} have overlapping vCPU ids`,
        );
      owner.set(cpu, id);
    }
  }
}

/** A distance given one way holds the other way too; what nobody gave has the usual value. */
function addDistances(cells: readonly Cell[], context: ParseContext): void {
  const table = new Map<string, number>();
  const sibling = shape("sibling", {
    attributes: { id: required(unsignedInt), value: required(unsignedInt) },
  });
  let any = false;
  for (const { id, from } of cells) {
    for (const one of each(sibling)(childNamed(from, "distances") ?? element("distances"), context)) {
      any = true;
      const [other, value] = [Number(attribute(one, "id")), Number(attribute(one, "value"))];
      if (other >= cells.length)
        throw numaError(`'sibling_id ${other}' does not refer to a valid cell within NUMA 'cell id ${id}'`);
      if (value < LOCAL_DISTANCE || value > 255 || (other === id && value !== LOCAL_DISTANCE)) {
        throw numaError(`'value ${value}' is invalid for 'sibling id ${other}' under NUMA 'cell id ${id}'`);
      }
      table.set(`${id},${other}`, value);
      if (!table.has(`${other},${id}`)) table.set(`${other},${id}`, value);
    }
  }
  if (!any) return;
  const touched = new Set([...table.keys()].flatMap((key) => key.split(",").map(Number)));
  for (const { id, made } of cells) {
    if (!touched.has(id)) continue;
    const siblings = cells.flatMap(({ id: other }) => {
      const value = table.get(`${id},${other}`) ?? (id === other ? LOCAL_DISTANCE : undefined);
      return value === undefined ? [] : [element("sibling", { id: other, value })];
    });
    made.children.push(element("distances", {}, siblings));
  }
}

const ACCESS = ["access", "read", "write"];
const link = {
  initiator: required(unsignedInt),
  target: required(unsignedInt),
  cache: positiveInt,
  type: required(choice(ACCESS)),
};
const latency = shape("latency", { attributes: { ...link, value: required(unsignedInt) } });
const bandwidth = shape("bandwidth", {
  attributes: {
    ...link,
    value(value, at) {
      const bytes = parseScaled(value, attribute(at.element, "unit"), "./@value", { required: true })!;
      return bytesToKiB(bytes).toString();
    },
    unit: () => "KiB",
  },
});

/** How fast which cell's CPUs reach which cell's memory, in the order given. */
function interconnects(numaElement: XmlElement, cells: readonly Cell[], context: ParseContext): XmlElement[] {
  const from = childNamed(numaElement, "interconnects");
  const seen = new Set<string>();
  const links: XmlElement[] = [];
  for (const node of from?.children ?? []) {
    if (node.kind !== "element" || (node.name !== "latency" && node.name !== "bandwidth")) continue;
    const made = (node.name === "latency" ? latency : bandwidth).apply(node, context)!;
    checkLink(made, cells);
    const key = ["initiator", "target", "cache", "type"].map((name) => attribute(made, name)).join();
    const kind = node.name === "latency" ? "latencies" : "bandwidths";
    if (seen.has(`${kind} ${key}`)) throw numaError(`Duplicate info for NUMA ${kind}`);
    seen.add(`${kind} ${key}`);
    links.push(made);
  }
  return links.length > 0 ? [element("interconnects", {}, links)] : [];
}

function checkLink(made: XmlElement, cells: readonly Cell[]): void {
  const find = (name: string) => cells.find(({ id }) => id === Number(attribute(made, name)));
  const initiator = find("initiator");
  if (!initiator) throw numaError("'initiator' refers to a non-existent NUMA node");
  if (!initiator.made.attributes.has("cpus")) throw numaError("NUMA nodes without CPUs can't be initiator");
  const target = find("target");
  if (!target) throw numaError("'target' refers to a non-existent NUMA node");
  const level = attribute(made, "cache");
  if (level === undefined) return;
  if (!childrenNamed(target.made, "cache").some((one) => attribute(one, "level") === level)) {
    throw numaError("'cache' refers to a non-existent NUMA node cache");
  }
}

/** All memory of the cells of a `<cpu>`, in KiB; undefined without cells. */
export function numaMemoryKiB(cpu: XmlElement | undefined): bigint | undefined {
  const cells = childrenNamed(childNamed(cpu, "numa") ?? element("numa"), "cell");
  if (cells.length === 0) return undefined;
  return cells.reduce((all, one) => all + BigInt(attribute(one, "memory") ?? "0"), 0n);
}

/** The highest number of a CPU in any cell. */
export function highestNumaCpu(cpu: XmlElement | undefined): number {
  const cells = childrenNamed(childNamed(cpu, "numa") ?? element("numa"), "cell");
  return Math.max(
    -1,
    ...cells.flatMap((one) => [...(parseBitmap(attribute(one, "cpus") ?? "", MAX_CPUS) ?? [])]),
  );
}
