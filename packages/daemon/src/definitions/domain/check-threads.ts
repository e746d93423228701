/** CPUs, I/O threads and NUMA cells: what names them must find them. */
import { formatBitmap, parseBitmap } from "../bitmap.js";
import { domainDetail, internal, invalidDomain, unsupported } from "../refusal.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { checkCputuneRanges } from "./cputune.js";
import type { DomainDefinition } from "./definition.js";
import { highestNumaCpu, numaMemoryKiB } from "./numa.js";
import { MAX_CPUS } from "./tuning.js";

/** CPUs, I/O threads and cells that others name must be there. */
export function checkThreads(domain: DomainDefinition): void {
  const { cpu, cputune, iothreads, iothreadids, memoryBacking, numatune } = domain.sections;
  // Without any CPU libvirt says the same.
  if (domain.maxVcpus === 0 || highestNumaCpu(cpu?.[0]) >= domain.maxVcpus) {
    throw internal("CPU IDs in <numa> exceed the <vcpu> count");
  }
  const tune = cputune?.[0] ?? element("cputune");
  dropStrayCpus(tune, domain.maxVcpus);
  if (tune.children.length === 0) delete domain.sections.cputune;
  for (const one of childrenNamed(tune, "vcpusched")) {
    const id = Number(attribute(one, "vcpus"));
    if (id >= domain.maxVcpus) throw unsupported(`vCPU '${id}' is not present in domain definition`);
  }
  const count = Number(textOf(iothreads?.[0]) || 0);
  const named = childrenNamed(iothreadids?.[0] ?? element("none"), "iothread").map((one) =>
    attribute(one, "id"),
  );
  const known = new Set(
    named.length > 0 ? named : Array.from({ length: count }, (_, index) => String(index + 1)),
  );
  const used = [
    ...childrenNamed(tune, "iothreadpin").map((one) => attribute(one, "iothread")),
    ...childrenNamed(tune, "iothreadsched").map((one) => attribute(one, "iothreads")),
  ];
  const pinned = new Set<string | undefined>();
  for (const id of used) {
    if (!known.has(id)) throw unsupported(`Cannot find 'iothread' : ${id}`);
  }
  for (const one of childrenNamed(tune, "iothreadpin")) {
    const id = attribute(one, "iothread");
    if (pinned.has(id)) throw internal(`duplicate iothreadpin for same iothread '${id}'`);
    pinned.add(id);
  }
  checkCputuneRanges(tune);
  if (numaMemoryKiB(cpu?.[0]) === undefined && childNamed(numatune?.[0], "memnode")) {
    throw invalidDomain("Element 'memnode' is invalid without any guest NUMA cells");
  }
  const cells = childrenNamed(childNamed(cpu?.[0], "numa") ?? element("none"), "cell");
  checkHugepages(memoryBacking?.[0], cells.length);
  checkMemoryNodes(domain.devices.memory, cells.length);
}

function checkMemoryNodes(devices: readonly XmlElement[], cells: number): void {
  for (const one of devices) {
    if (attribute(one, "model") === "nvdimm" && childNamed(one, "uuid")) {
      throw unsupported("UUID is not supported for NVDIMM device");
    }
    const node = childNamed(childNamed(one, "target"), "node");
    if (!node) continue;
    if (cells === 0) throw domainDetail("can't add memory backend as guest has no NUMA nodes configured");
    if (Number(textOf(node)) >= cells) {
      const text = `can't add memory backend for guest node '${textOf(node)}' as the guest has only '${cells}' NUMA nodes configured`;
      throw domainDetail(text);
    }
  }
}

/** CPUs that are not there are taken out of pins and groups. */
function dropStrayCpus(tune: XmlElement, maxVcpus: number): void {
  for (const group of [...childrenNamed(tune, "cachetune"), ...childrenNamed(tune, "memorytune")]) {
    const cpus = [...parseBitmap(attribute(group, "vcpus")!, MAX_CPUS)!].filter((cpu) => cpu < maxVcpus);
    group.attributes.set("vcpus", formatBitmap(cpus));
  }
  const stays = (node: XmlElement["children"][number]) =>
    node.kind !== "element" || node.name !== "vcpupin" || Number(attribute(node, "vcpu")) < maxVcpus;
  const kept = tune.children.filter(stays);
  tune.children.splice(0, tune.children.length, ...kept);
}

/** Huge pages of a node need the node. */
function checkHugepages(backing: XmlElement | undefined, cells: number): void {
  for (const one of childrenNamed(childNamed(backing, "hugepages") ?? element("none"), "page")) {
    const nodes = parseBitmap(attribute(one, "nodeset") ?? "", MAX_CPUS);
    const stray = nodes && [...nodes].sort((a, b) => a - b).find((node) => node >= cells);
    if (stray !== undefined) throw domainDetail(`hugepages: node ${stray} not found`);
  }
}
