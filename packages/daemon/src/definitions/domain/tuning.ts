/** Limits and placement: blkiotune, memtune, memoryBacking, cputune, numatune, iothreads, resource. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { formatBitmap, parseBitmap } from "../bitmap.js";
import { Limit, parseInteger, type Range } from "../integer.js";
import { domainDetail, invalidDomain, invalidXml, refuse, unsupported } from "../refusal.js";
import { type ChildRule, each, present, shape, textElement } from "../shape.js";
import { bytesToKiB, parseScaled } from "../units.js";
import { choice, number, positiveInt, required, string, unsignedInt } from "../values.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";

export const MAX_CPUS = 16384;
const MAX_NODES = 1024;

/** `text` as a set of CPUs or nodes in its shortest form; refuses in the words libvirt uses for it. */
export function bitmapText(text: string, what: string, limit = MAX_CPUS): string {
  const set = parseBitmap(text, limit);
  if (!set) throw refuse(ErrorDomain.none, ErrorCode.invalidArg, `Failed to parse bitmap '${text}'`);
  if (set.size === 0) throw unsupported(`Invalid value of '${what}': ${text}`);
  return formatBitmap(set);
}

const plainNumber =
  (name: string, path: string, range: Range): ChildRule =>
  (parent) => {
    const from = childNamed(parent, name);
    const text = textOf(from);
    if (!from || text === "") return [];
    const value = parseInteger(text, range);
    if (value === undefined) throw invalidDomain(`Can't parse ${path} value`);
    return value === 0n ? [] : [element(name, {}, [value.toString()])];
  };

const deviceRates: readonly [string, Range, string][] = [
  ["weight", Limit.unsignedInt, "could not parse weight %s"],
  ["read_iops_sec", Limit.unsignedInt, "could not parse read iops sec %s"],
  ["write_iops_sec", Limit.unsignedInt, "could not parse write iops sec %s"],
  ["read_bytes_sec", Limit.unsignedLongLong, "could not parse read bytes sec %s"],
  ["write_bytes_sec", Limit.unsignedLongLong, "could not parse write bytes sec %s"],
];

const blkioDevice = shape("device", {
  children: [
    (parent) => {
      const path = textOf(childNamed(parent, "path"));
      if (path === "") throw invalidDomain("missing per-device path");
      return [element("path", {}, [path])];
    },
    ...deviceRates.map(([name, range, words]) =>
      textElement(name, (value) => {
        if (value === undefined) return undefined;
        const read = parseInteger(value, range);
        if (read === undefined) throw invalidDomain(words.replace("%s", value));
        return read === 0n ? undefined : read.toString();
      }),
    ),
  ],
  // A device without any limit says nothing.
  finish: (made) => (made.children.length > 1 ? made : undefined),
});

export const blkiotune = shape("blkiotune", {
  children: [plainNumber("weight", "blkiotune weight", Limit.unsignedInt), each(blkioDevice)],
});

const MEMTUNE = ["hard_limit", "soft_limit", "min_guarantee", "swap_hard_limit"];
/** "Unlimited" as libvirt keeps it; such a limit is not written. */
export const UNLIMITED_KIB = 9007199254740991n;

export const memtune = shape("memtune", {
  children: MEMTUNE.map(
    (name): ChildRule =>
      (parent) => {
        const from = childNamed(parent, name);
        const bytes = parseScaled(from && textOf(from), attribute(from, "unit"), `./memtune/${name}[1]`);
        if (bytes === undefined) return [];
        const kib = bytesToKiB(bytes);
        const limited = name === "min_guarantee" ? kib > 0n : kib > 0n && kib < UNLIMITED_KIB;
        return limited ? [element(name, { unit: "KiB" }, [kib.toString()])] : [];
      },
  ),
});

const page = shape("page", {
  attributes: {
    size(value, at) {
      const unit = attribute(at.element, "unit");
      const bytes = parseScaled(value, unit, "./@size", { required: true })!;
      if (bytes === 0n) throw invalidDomain("hugepage size can't be zero");
      return bytesToKiB(bytes).toString();
    },
    unit: () => "KiB",
    nodeset: (value) => (value === undefined ? undefined : bitmapText(value, "nodeset", MAX_NODES)),
  },
});

const worded = (words: readonly string[], path: string) =>
  choice(words, {
    hidden: "none",
    refusal: (value) => invalidDomain(`unknown memoryBacking/${path} '${value}'`),
  });

export const memoryBacking = shape("memoryBacking", {
  children: [
    shape("hugepages", { children: [each(page)], flag: true }),
    present("nosharepages"),
    present("locked"),
    shape("source", { attributes: { type: worded(["file", "anonymous", "memfd"], "source/type") } }),
    shape("access", { attributes: { mode: worded(["shared", "private"], "access/mode") } }),
    shape("allocation", {
      attributes: {
        mode: worded(["immediate", "ondemand"], "allocation/mode"),
        threads: number({
          hideZero: true,
          refusal: () => invalidDomain("Failed to parse memory allocation threads"),
        }),
      },
    }),
    present("discard"),
  ],
});

const quotaRange: Range = [-1n, 17592186044415n];
const periodRange: Range = [1000n, 1000000n];

const cpuNumber =
  (name: string): ChildRule =>
  (parent) => {
    const from = childNamed(parent, name);
    const text = textOf(from);
    if (!from || text === "") return [];
    const shown = `./cputune/${name}[1]`;
    const signed = name.includes("quota");
    const value = parseInteger(text, signed ? Limit.longLong : Limit.unsignedLongLong);
    if (value === undefined)
      throw invalidDomain(`can't parse ${name.replace(/_/g, " ")} value '${text}' of ${shown}`);
    const range = signed ? quotaRange : name.includes("period") ? periodRange : undefined;
    if (range && value !== 0n && (value < range[0] || value > range[1])) {
      throw unsupported(`Value of cputune '${name}' must be in range [${range[0]}, ${range[1]}]`);
    }
    return value === 0n && name !== "shares" ? [] : [element(name, {}, [value.toString()])];
  };

const PERIODS = ["", "global_", "emulator_", "iothread_"].flatMap((prefix) => [
  `${prefix}period`,
  `${prefix}quota`,
]);

const cpuset = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : bitmapText(value, "cpuset");

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
    if (set === undefined) throw invalidDomain("missing cpuset for vcpupin");
    const list = bitmapText(set, "cpuset");
    if (pins.has(Number(vcpu))) throw invalidDomain(`duplicate vcpupin for vcpu '${vcpu}'`);
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
const scheduled = (name: string, list: string) =>
  shape(name, {
    attributes: {
      [list](value) {
        if (value === undefined) throw invalidDomain(`Missing attribute '${list}' in element '${name}'`);
        return bitmapText(value, list);
      },
      ...scheduler,
    },
  });

const cachetune = shape("cachetune", {
  attributes: { vcpus: (value) => vcpuSet("cachetune", value), id: string },
  children: [
    each(
      shape("cache", {
        attributes: {
          id: required(unsignedInt),
          level: required(positiveInt),
          type: required(choice(["both", "code", "data"])),
          size(value, at) {
            const bytes = parseScaled(value, attribute(at.element, "unit"), "./@size", { required: true })!;
            const kib = bytes % 1024n === 0n;
            return (kib ? bytes / 1024n : bytes).toString();
          },
          unit(_, at) {
            const bytes = parseScaled(
              attribute(at.element, "size"),
              attribute(at.element, "unit"),
              "./@size",
            )!;
            return bytes % 1024n === 0n ? "KiB" : "B";
          },
        },
      }),
    ),
    each(
      shape("monitor", { attributes: { level: unsignedInt, vcpus: (value) => vcpuSet("monitor", value) } }),
    ),
  ],
});

const memorytune = shape("memorytune", {
  attributes: { vcpus: (value) => vcpuSet("memorytune", value) },
  children: [
    each(shape("node", { attributes: { id: required(unsignedInt), bandwidth: required(unsignedInt) } })),
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
    shape("emulatorpin", { attributes: { cpuset: (value, at) => cpuset(required(string)(value, at)) } }),
    each(
      shape("iothreadpin", {
        attributes: {
          iothread: required(positiveInt),
          cpuset(value) {
            if (value === undefined) throw invalidDomain("missing cpuset for iothreadpin");
            return cpuset(value);
          },
        },
      }),
    ),
    each(scheduled("vcpusched", "vcpus")),
    each(scheduled("iothreadsched", "iothreads")),
    shape("emulatorsched", { attributes: scheduler }),
    each(cachetune),
    each(memorytune),
  ],
});

const NUMA_MODES = ["strict", "preferred", "interleave", "restrictive"];

const nodeset = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : bitmapText(value, "nodeset", MAX_NODES);

export const numatune = shape("numatune", {
  children: [
    shape("memory", {
      attributes: {
        mode: (value, at) => choice(NUMA_MODES)(value, at) ?? "strict",
        nodeset,
        placement: choice(["static", "auto"]),
      },
      finish(made) {
        const auto = attribute(made, "placement") === "auto";
        if (!auto && !made.attributes.has("nodeset")) {
          throw domainDetail("nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
        }
        if (made.attributes.has("nodeset")) made.attributes.delete("placement");
        return made;
      },
    }),
    each(
      shape("memnode", {
        attributes: {
          cellid: required(unsignedInt),
          mode: (value, at) => choice(NUMA_MODES)(value, at) ?? "strict",
          nodeset,
        },
      }),
    ),
  ],
});

export const resource = shape("resource", {
  children: [textElement("partition"), shape("fibrechannel", { attributes: { appid: string } })],
});

const poolSizes = {
  thread_pool_min: number({ range: Limit.int }),
  thread_pool_max: number({ range: Limit.int }),
};
const checkPool = (made: XmlElement): XmlElement => {
  const [low, high] = [attribute(made, "thread_pool_min"), attribute(made, "thread_pool_max")];
  if (low !== undefined && Number(low) > Number(high ?? -1)) {
    throw unsupported("thread_pool_min must be smaller or equal to thread_pool_max");
  }
  return made;
};

export interface Iothreads {
  readonly iothreads?: XmlElement[];
  readonly iothreadids?: XmlElement[];
  readonly defaultiothread?: XmlElement[];
}

/** How many there are, and who: ids that nobody named are given in order. Written only when the user named one. */
export const iothreads = (domain: XmlElement, context: Parameters<ChildRule>[1]): Iothreads => {
  const text = textOf(childNamed(domain, "iothreads"));
  const count = text === "" ? 0n : parseInteger(text, Limit.unsignedInt);
  if (count === undefined) throw invalidDomain(`invalid iothreads count '${text}'`);
  const ids = childNamed(domain, "iothreadids");
  const named = shape("iothread", {
    attributes: { id: required(positiveInt), ...poolSizes },
    finish: checkPool,
  });
  const given = ids ? each(named)(ids, context) : [];
  const taken = new Set<string>();
  for (const one of given) {
    const id = attribute(one, "id")!;
    if (taken.has(id)) throw invalidDomain(`duplicate iothread id '${id}' found`);
    taken.add(id);
  }
  const all = [...given];
  for (let id = 1; all.length < Number(count) && id <= MAX_CPUS; id++) {
    if (!taken.has(String(id))) all.push(element("iothread", { id }));
  }
  const fallback = shape("defaultiothread", { attributes: poolSizes, finish: checkPool })(domain, context);
  return {
    ...(all.length > 0 && { iothreads: [element("iothreads", {}, [String(all.length)])] }),
    ...(given.length > 0 && { iothreadids: [element("iothreadids", {}, all)] }),
    ...(fallback.length > 0 && { defaultiothread: fallback }),
  };
};
