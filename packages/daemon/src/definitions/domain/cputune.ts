/** `<cputune>`: shares, periods and quotas, pins, schedulers, cache and memory bandwidth. */
import { formatBitmap, parseBitmap } from "../bitmap.js";
import { Limit, parseInteger, type Range } from "../integer.js";
import { MAX_RESOURCE_GROUPS } from "../limits.js";
import { domainDetail, internal, invalidDomain, invalidXml, unsupported } from "../refusal.js";
import { type ChildRule, each, type Place, shape, type ValueRule } from "../shape.js";
import { parseScaled } from "../units.js";
import { choice, number, positiveInt, required, string, unsignedInt } from "../values.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { bitmapText, MAX_CPUS } from "./tuning.js";

const QUOTA_RANGE: Range = [1000n, 17592186044415n];
const PERIOD_RANGE: Range = [1000n, 1000000n];

const cpuNumber =
  (name: string): ChildRule =>
  (parent) => {
    const text = textOf(childNamed(parent, name));
    if (text === "") return [];
    const quota = name.endsWith("quota");
    const value = parseInteger(text, quota ? Limit.longLong : Limit.unsignedLongLong);
    if (value === undefined) throw invalidDomain(`can't parse cputune ${name.replace("_", " ")} value`);
    return value === 0n && name !== "shares" ? [] : [element(name, {}, [value.toString()])];
  };

/** Looked at after everything was read. Zero and anything negative mean "no limit". */
export function checkCputuneRanges(tune: XmlElement): void {
  for (const name of PERIODS) {
    const text = textOf(childNamed(tune, name));
    const [low, high] = name.endsWith("quota") ? QUOTA_RANGE : PERIOD_RANGE;
    const value = BigInt(text || "0");
    if (value > 0n && (value < low || value > high)) {
      throw unsupported(`Value of cputune '${name}' must be in range [${low}, ${high}]`);
    }
  }
}

export const PERIODS = ["", "global_", "emulator_", "iothread_"].flatMap((prefix) => [
  `${prefix}period`,
  `${prefix}quota`,
]);

const vcpupins: ChildRule = (parent) => {
  const pins = new Map<number, string>();
  for (const from of childrenNamed(parent, "vcpupin")) {
    const text = attribute(from, "vcpu");
    if (text === undefined) throw invalidXml("Missing required attribute 'vcpu' in element 'vcpupin'");
    const vcpu = parseInteger(text, Limit.unsignedInt);
    if (vcpu === undefined) {
      throw invalidXml(
        `Invalid value for attribute 'vcpu' in element 'vcpupin': '${text}'. Expected non-negative integer value`,
      );
    }
    const set = attribute(from, "cpuset");
    if (set === undefined) throw internal("missing cpuset for vcpupin");
    const list = bitmapText(set, "cpuset");
    if (pins.has(Number(vcpu))) throw internal(`duplicate vcpupin for vcpu '${vcpu}'`);
    pins.set(Number(vcpu), list);
  }
  return [...pins].sort(([a], [b]) => a - b).map(([vcpu, set]) => element("vcpupin", { vcpu, cpuset: set }));
};

const SCHEDULERS = ["batch", "idle", "fifo", "rr"];

const scheduler = {
  scheduler: required(choice(SCHEDULERS)),
  priority: (value: string | undefined, at: Parameters<typeof unsignedInt>[1]) =>
    ["fifo", "rr"].includes(attribute(at.element, "scheduler") ?? "")
      ? required(number({ range: Limit.int }))(value, at)
      : undefined,
};
const scheduledGroup = (name: string, list: string) =>
  shape(name, {
    attributes: {
      [list](value) {
        if (value === undefined) throw invalidDomain(`Missing attribute '${list}' in element '${name}'`);
        return bitmapText(value, list);
      },
      ...scheduler,
    },
  });

/** Each thread on a line of its own, in order, whatever groups the user made. */
const scheduled =
  (name: string, list: string): ChildRule =>
  (parent, context) => {
    const all = new Map<number, XmlElement>();
    for (const group of each(scheduledGroup(name, list))(parent, context)) {
      const { [list]: members, ...rest } = Object.fromEntries(group.attributes);
      for (const id of parseBitmap(members!, MAX_CPUS)!) {
        if (all.has(id)) throw domainDetail(`'${name}' attributes '${list}' must not overlap`);
        all.set(id, element(name, { [list]: id, ...rest }));
      }
    }
    return [...all].sort(([a], [b]) => a - b).map(([, one]) => one);
  };

const emulatorpin: ChildRule = (parent) => {
  const given = childrenNamed(parent, "emulatorpin");
  if (given.length > 1) throw invalidDomain("only one emulatorpin is supported");
  if (given.length === 0) return [];
  const set = attribute(given[0], "cpuset");
  if (set === undefined) throw internal("missing cpuset for emulatorpin");
  return [element("emulatorpin", { cpuset: bitmapText(set, "cpuset") })];
};

const iothreadpin = shape("iothreadpin", {
  attributes: {
    iothread: required(positiveInt),
    cpuset(value) {
      if (value === undefined) throw internal("missing cpuset for iothreadpin");
      return bitmapText(value, "cpuset");
    },
  },
});
const iothreadpins: ChildRule = (parent, context) => {
  const made = each(iothreadpin)(parent, context);
  return made.sort((a, b) => Number(attribute(a, "iothread")) - Number(attribute(b, "iothread")));
};

/** A size in the largest unit that leaves no remainder. */
function shortestSize(text: string | undefined, at: Place): [string, string] {
  let value = parseScaled(text, attribute(at.element, "unit"), "./@size", { required: true })!;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let power = 0;
  for (; power < units.length - 1 && value > 0n && value % 1024n === 0n; power++) value /= 1024n;
  return [value.toString(), units[power]!];
}

/** Only the last level of cache can be watched. */
const monitorLevel: ValueRule = (value, at) => {
  const level = required(unsignedInt)(value, at);
  if (level !== "3") throw invalidDomain(`Invalid monitor cache level '${level}'`);
  return level;
};

const cachetune = shape("cachetune", {
  attributes: { vcpus: (value) => vcpuSet("cachetune", value), id: string },
  children: [
    each(
      shape("cache", {
        attributes: {
          id: required(unsignedInt),
          level: required(positiveInt),
          type: required(choice(["both", "code", "data"])),
          size: (value, at) => shortestSize(value, at)[0],
          unit: (_, at) => shortestSize(attribute(at.element, "size"), at)[1],
        },
      }),
    ),
    each(
      shape("monitor", { attributes: { level: monitorLevel, vcpus: (value) => vcpuSet("monitor", value) } }),
    ),
  ],
  // Without any limit or monitor a group says nothing.
  finish: (made) => (made.children.length > 0 ? made : undefined),
});

const bandwidthNode = shape("node", {
  attributes: { id: required(unsignedInt), bandwidth: required(unsignedInt) },
});
const bandwidthNodes: ChildRule = (parent, context) =>
  each(bandwidthNode)(parent, context).sort(
    (a, b) => Number(attribute(a, "id")) - Number(attribute(b, "id")),
  );

const memorytune = shape("memorytune", {
  attributes: { vcpus: (value) => vcpuSet("memorytune", value) },
  children: [
    bandwidthNodes,
    each(shape("monitor", { attributes: { vcpus: (value) => vcpuSet("monitor", value) } })),
  ],
});

function vcpuSet(name: string, value: string | undefined): string {
  if (value === undefined) throw invalidDomain(`Missing ${name} attribute 'vcpus'`);
  const set = parseBitmap(value, MAX_CPUS);
  if (!set) throw invalidDomain(`Invalid ${name} attribute 'vcpus' value '${value}'`);
  return formatBitmap(set);
}

export const cputune = shape("cputune", {
  children: [
    cpuNumber("shares"),
    ...PERIODS.map(cpuNumber),
    vcpupins,
    emulatorpin,
    iothreadpins,
    scheduled("vcpusched", "vcpus"),
    scheduled("iothreadsched", "iothreads"),
    shape("emulatorsched", { attributes: scheduler }),
    each(cachetune),
    each(memorytune),
  ],
  finish(made) {
    checkResourceGroups(made);
    return made;
  },
});

/** Cache and memory bandwidth are shared by groups of CPUs that do not overlap, unless they are the same. */
function checkResourceGroups(tune: XmlElement): void {
  const groups = [...childrenNamed(tune, "cachetune"), ...childrenNamed(tune, "memorytune")];
  if (groups.length > MAX_RESOURCE_GROUPS) {
    throw unsupported(
      `${groups.length} groups of vCPUs are more than the ${MAX_RESOURCE_GROUPS} that are supported`,
    );
  }
  groups.forEach((one, index) => {
    const mine = attribute(one, "vcpus")!;
    for (const other of groups.slice(0, index)) {
      const theirs = attribute(other, "vcpus")!;
      if (mine === theirs) {
        if (one.name === other.name) throw invalidDomain(`Identical vcpus in ${one.name}s found`);
        continue;
      }
      const members = parseBitmap(mine, MAX_CPUS)!;
      if ([...parseBitmap(theirs, MAX_CPUS)!].some((cpu) => members.has(cpu))) {
        throw invalidDomain("Overlapping vcpus in resctrls");
      }
    }
  });
}
