// Lists of the host's processors: `0-3,^2`, or `r` for all of them.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Shell } from "../shell.js";

const maxCpus = 1024;

/** How many processors the host has, online or not. */
export async function hostCpus(shell: Shell): Promise<number> {
  try {
    return (await shell.call.nodeGetCpuMap({ needMap: 0, needOnline: 0, flags: 0 })).ret;
  } catch {
    const { nodes, sockets, cores, threads } = await shell.call.nodeGetInfo();
    return nodes * sockets * cores * threads;
  }
}

/** As a bitmap: bit n of byte n / 8 is processor n. */
export function parseCpuList(text: string, cpus: number): Uint8Array {
  const set = text === "r" ? new Set(Array.from({ length: cpus }, (_, cpu) => cpu)) : parseList(text);
  if (set === undefined) throw new Failure(`Invalid cpulist '${text}'`, malformed(text));
  if (set.size === 0) throw new Failure(`Invalid cpulist '${text}'`);
  const last = Math.max(-1, ...set);
  if (last >= cpus) throw new Failure(`CPU ${last} in cpulist '${text}' exceed the maxcpu ${cpus}`);
  const bytes = new Uint8Array(text === "r" ? Math.ceil(cpus / 8) : maxCpus / 8);
  for (const cpu of set) bytes[cpu >> 3]! |= 1 << (cpu & 7);
  return bytes;
}

const malformed = (text: string) =>
  libvirtError(ErrorDomain.none, ErrorCode.invalidArg, `Failed to parse bitmap '${text}'`);

function parseList(text: string): Set<number> | undefined {
  const set = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^\s*(\^?)\s*([0-9]+)\s*(?:-\s*([0-9]+)\s*)?$/.exec(part);
    if (match === null) return undefined;
    const first = Number(match[2]);
    const last = match[3] === undefined ? first : Number(match[3]);
    if ((match[1] !== "" && match[3] !== undefined) || last < first || last >= maxCpus) return undefined;
    for (let cpu = first; cpu <= last; cpu++) {
      if (match[1] === "") set.add(cpu);
      else set.delete(cpu);
    }
  }
  return set;
}

export const isSet = (bytes: Uint8Array, cpu: number) => ((bytes[cpu >> 3] ?? 0) >> (cpu & 7)) & 1;

/** The shortest list. */
export function formatCpus(bytes: Uint8Array): string {
  const parts: string[] = [];
  const count = bytes.length * 8;
  for (let cpu = 0; cpu < count; cpu++) {
    if (!isSet(bytes, cpu)) continue;
    let last = cpu;
    while (last + 1 < count && isSet(bytes, last + 1)) last++;
    parts.push(last === cpu ? `${cpu}` : `${cpu}-${last}`);
    cpu = last;
  }
  return parts.join(",");
}
