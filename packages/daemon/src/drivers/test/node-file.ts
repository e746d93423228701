// The element `<node>` of a host file: the numbers of the host.

import { childNamed, textOf, type XmlElement } from "../../definitions/index.js";
import { Limit, parseInteger } from "../../definitions/integer.js";
import type { TestNode } from "./host.js";
import { internal, invalidXml } from "./refusals.js";

/** What a host has that does not say otherwise. */
export const defaultNode = {
  model: "i686",
  memoryKiB: 3_145_728n,
  mhz: 1400,
  nodes: 2,
  sockets: 2,
  cores: 2,
  threads: 2,
} as const;

const maxModelBytes = 31;

/** Larger numbers would not fit the answer. */
const maxCount = [0n, Limit.int[1]] as const;

export function readNode(root: XmlElement): TestNode {
  const cpu = childNamed(root, "cpu");
  const count = (name: string, fallback: number): number => {
    const text = textOf(childNamed(cpu, name));
    if (text === "") return fallback;
    const value = parseStrict(text, maxCount);
    if (value === undefined) throw invalidXml(`invalid node cpu ${name} value`);
    return Number(value);
  };
  const nodes = count("nodes", defaultNode.nodes);
  const sockets = count("sockets", defaultNode.sockets);
  const cores = count("cores", defaultNode.cores);
  const threads = count("threads", defaultNode.threads);
  return {
    nodes,
    sockets,
    cores,
    threads,
    cpus: count("active", Math.min(nodes * sockets * cores * threads, Number(Limit.int[1]))),
    mhz: count("mhz", defaultNode.mhz),
    model: readModel(textOf(childNamed(cpu, "model"))),
    memoryKiB: readMemory(textOf(childNamed(root, "memory"))),
    cells: [],
  };
}

/** Unlike other integers of libvirt's, these may not begin with blanks. */
const parseStrict = (text: string, range: readonly [bigint, bigint]) =>
  /^\s/.test(text) ? undefined : parseInteger(text, range);

function readModel(text: string): string {
  if (Buffer.byteLength(text) > maxModelBytes) throw internal(`Model ${text} too big for destination`);
  return text === "" ? defaultNode.model : text;
}

function readMemory(text: string): bigint {
  if (text === "") return defaultNode.memoryKiB;
  const value = parseStrict(text, Limit.unsignedLongLong);
  if (value === undefined) throw invalidXml("invalid node memory value");
  return value;
}
