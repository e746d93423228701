/** Limits and placement: blkiotune, memtune, memoryBacking, cputune, numatune, iothreads, resource. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { formatBitmap, parseBitmap } from "../bitmap.js";
import { Limit, parseInteger, type Range } from "../integer.js";
import { MAX_THREADS } from "../limits.js";
import { domainDetail, invalidDomain, refuse, unexplained, unsupported } from "../refusal.js";
import { type ChildRule, each, present, shape, textElement } from "../shape.js";
import { bytesToKiB, parseScaled } from "../units.js";
import { choice, number, positiveInt, required, unsignedInt } from "../values.js";
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

/** A weight that cannot be read is no weight. */
const weight: ChildRule = (parent) => {
  const value = parseInteger(textOf(childNamed(parent, "weight")), Limit.unsignedInt) ?? 0n;
  return value === 0n ? [] : [element("weight", {}, [value.toString()])];
};

const DEVICE_RATES: readonly [string, Range, string][] = [
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
      if (path === "") throw unsupported("missing per-device path");
      return [element("path", {}, [path])];
    },
    ...DEVICE_RATES.map(([name, range, words]) =>
      textElement(name, (value) => {
        if (value === undefined) return undefined;
        const read = parseInteger(value, range);
        if (read === undefined) throw unsupported(words.replace("%s", () => value));
        return read === 0n ? undefined : read.toString();
      }),
    ),
  ],
  // A device without any limit says nothing.
  finish: (made) => (made.children.length > 1 ? made : undefined),
});

export const blkiotune = shape("blkiotune", {
  children: [weight, each(blkioDevice)],
  finish(made) {
    const seen = new Set<string>();
    for (const one of childrenNamed(made, "device")) {
      const path = textOf(childNamed(one, "path"));
      if (seen.has(path)) throw unsupported(`duplicate blkio device path '${path}'`);
      seen.add(path);
    }
    return made;
  },
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
        const limited = name === "min_guarantee" ? kib > 0n : kib < UNLIMITED_KIB;
        return limited ? [element(name, { unit: "KiB" }, [kib.toString()])] : [];
      },
  ),
});

const page = shape("page", {
  attributes: {
    size(value, at) {
      const unit = attribute(at.element, "unit");
      const bytes = parseScaled(value, unit, "./@size", { required: true })!;
      if (bytes === 0n) throw domainDetail("hugepage size can't be zero");
      return bytesToKiB(bytes).toString();
    },
    unit: () => "KiB",
    nodeset: (value) => (value === undefined ? undefined : bitmapText(value, "nodeset", MAX_NODES)),
  },
});

const worded = (words: readonly string[], path: string) =>
  choice(words, {
    refusal: (value) => unsupported(`unknown memoryBacking/${path} '${value}'`),
  });

/** One page size may be the usual one; pages of the first node alone are just that. */
const hugepages = shape("hugepages", {
  children: [each(page)],
  flag: true,
  finish(made) {
    const pages = childrenNamed(made, "page");
    for (const one of pages) if (attribute(one, "nodeset") === "0") one.attributes.delete("nodeset");
    const usual = pages.filter((one) => !one.attributes.has("nodeset"));
    if (usual.length > 1) {
      const [first, second] = usual.map((one) => attribute(one, "size"));
      throw domainDetail(`two master hugepages detected: ${second} and ${first}`);
    }
    return made;
  },
});

export const memoryBacking = shape("memoryBacking", {
  children: [
    hugepages,
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

export const NUMA_MODES = ["strict", "preferred", "interleave", "restrictive"];
const numaMode = choice(NUMA_MODES, {
  refusal: (value) => unsupported(`Unsupported NUMA memory tuning mode '${value}'`),
});

const nodeset = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : bitmapText(value, "nodeset", MAX_NODES);

const memnode = shape("memnode", {
  attributes: {
    cellid: required(unsignedInt),
    mode: (value, at) => numaMode(value, at) ?? "strict",
    nodeset,
  },
});

/** Where memory comes from. CPUs placed by the host take their memory with them, and the other way round. */
export function numatune(
  domain: XmlElement,
  vcpuPlacement: string,
  context: Parameters<ChildRule>[1],
): XmlElement[] {
  const from = childNamed(domain, "numatune");
  const memory = childNamed(from, "memory");
  const at = (name: string) => ({ name, element: memory!, context });
  const mode = memory ? (numaMode(attribute(memory, "mode"), at("mode")) ?? "strict") : "strict";
  const given = memory && choice(["static", "auto"])(attribute(memory, "placement"), at("placement"));
  const nodes = given === "auto" ? undefined : nodeset(attribute(memory, "nodeset"));
  if (given === "static" && nodes === undefined) {
    throw unsupported("nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
  }
  const auto = given === "auto" || (nodes === undefined && vcpuPlacement === "auto");
  const nodesOf = from ? each(memnode)(from, context) : [];
  if (auto && nodesOf.length > 0) {
    throw unsupported("Per-node binding is not compatible with automatic NUMA placement.");
  }
  if (memory && !auto && nodes === undefined && nodesOf.length > 0) {
    throw unsupported("nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
  }
  const children = [
    nodes !== undefined ? element("memory", { mode, nodeset: nodes }) : undefined,
    auto ? element("memory", { mode, placement: "auto" }) : undefined,
    ...nodesOf,
  ].filter((one) => one !== undefined);
  return children.length > 0 ? [element("numatune", {}, children)] : [];
}

const MAX_APPID = 128;

const fibrechannel = shape("fibrechannel", {
  attributes: {
    appid(value) {
      if (value === undefined || value === "") return undefined;
      const length = Buffer.byteLength(value);
      if (length > MAX_APPID) {
        const text = `Fibre Channel 'appid' string length must be between [1, ${MAX_APPID}]`;
        throw refuse(ErrorDomain.domain, ErrorCode.invalidArg, text);
      }
      if (!/^[\x20-\x7e]*$/.test(value))
        throw invalidDomain("Fibre Channel 'appid' is not a printable string");
      return value;
    },
  },
});

/** A resource section must say something; where it does not, libvirt forgets to say what is wrong. */
export const resource = shape("resource", {
  children: [textElement("partition"), fibrechannel],
  flag: true,
  finish(made) {
    if (made.children.length === 0) throw unexplained();
    return made;
  },
});

const poolSize = number({ range: [0n, Limit.int[1]], expected: " Expected non-negative value" });
const poolSizes = {
  thread_pool_min: poolSize,
  thread_pool_max: poolSize,
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
  if (count > BigInt(MAX_THREADS)) {
    throw unsupported(`${count} iothreads are more than the ${MAX_THREADS} that are supported`);
  }
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
  for (let id = 1; all.length < Number(count) && id <= 2 * MAX_THREADS; id++) {
    if (!taken.has(String(id))) all.push(element("iothread", { id }));
  }
  const fallback = shape("defaultiothread", { attributes: poolSizes, finish: checkPool })(domain, context);
  return {
    ...(all.length > 0 && { iothreads: [element("iothreads", {}, [String(all.length)])] }),
    ...(given.length > 0 && { iothreadids: [element("iothreadids", {}, all)] }),
    ...(fallback.length > 0 && { defaultiothread: fallback }),
  };
};
