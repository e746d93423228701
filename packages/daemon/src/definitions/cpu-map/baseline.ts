// virConnectBaselineCPU: the processor that several hosts have in common, by their architecture.

import { setImmediate } from "node:timers/promises";
import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { formatGuestCpu, type GuestCpu, type HostCpu, parseHostCpu } from "./cpu.js";
import type { MapFamily } from "./map-documents.js";
import { type Ppc64Map, ppc64Baseline } from "./ppc64.js";
import { x86Baseline, x86Expand } from "./x86-baseline.js";
import type { X86Map } from "./x86-map.js";

/** Where the maps come from, one by one and only when needed. */
export interface CpuMaps {
  x86(): Promise<X86Map>;
  ppc64(): Promise<Ppc64Map>;
}

/** How libvirt 9.0.0 treats an architecture; those that are not listed it does not compare at all. */
const families: Readonly<Record<string, MapFamily | "arm" | "s390">> = {
  i686: "x86",
  x86_64: "x86",
  ppc64: "ppc64",
  ppc64le: "ppc64",
  armv6l: "arm",
  armv7b: "arm",
  armv7l: "arm",
  aarch64: "arm",
  s390: "s390",
  s390x: "s390",
};

const noSupport = (detail: string) => libvirtError(ErrorDomain.cpu, ErrorCode.noSupport, detail);

/** For an architecture that the part of libvirt about processors does not know. */
export const noCpuDriver = (arch: string) =>
  noSupport(`'${arch}' architecture is not supported by CPU driver`);

/**
 * The `<cpu>` of a guest that can run on all hosts whose `<cpu>` documents are given. The first one's architecture
 * counts. `expand` names the features of the model, too.
 */
export async function baseline(
  maps: CpuMaps,
  documents: readonly string[],
  expand: boolean,
): Promise<string> {
  if (documents.length === 0) {
    throw libvirtError(ErrorDomain.cpu, ErrorCode.invalidArg, "no CPUs given");
  }
  return formatGuestCpu(await compute(maps, await parseAll(documents), expand));
}

/** So many characters are read in one go; then others have their turn. A host's processor has about 3000. */
const charactersInOneGo = 64 * 1024;

async function parseAll(documents: readonly string[]): Promise<HostCpu[]> {
  const cpus: HostCpu[] = [];
  let read = 0;
  for (const document of documents) {
    if (read > charactersInOneGo) {
      await setImmediate();
      read = 0;
    }
    cpus.push(parseHostCpu(document));
    read += document.length;
  }
  return cpus;
}

async function compute(maps: CpuMaps, cpus: readonly HostCpu[], expand: boolean): Promise<GuestCpu> {
  const { arch, model } = cpus[0]!;
  const family = Object.hasOwn(families, arch) ? families[arch] : undefined;
  switch (family) {
    case "x86": {
      const map = await maps.x86();
      const cpu = x86Baseline(map, cpus);
      return expand ? x86Expand(map, cpu) : cpu;
    }
    case "ppc64":
      return ppc64Baseline(await maps.ppc64(), cpus);
    case "arm":
      // libvirt looks at nothing but the first.
      return { model, fallback: "allow", vendor: undefined, features: new Map() };
    case "s390":
      throw noSupport(`cannot compute baseline CPU of ${arch} architecture`);
    default:
      throw noCpuDriver(arch);
  }
}
