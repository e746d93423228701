// What `virsh capabilities` shows of the pretended host.

import { element, writeXml, type XmlElement } from "../../definitions/index.js";
import type { TestNode } from "./host.js";

const arch = "i686";
/** Huge pages come after the pages of the processor: 2 MiB and 1 GiB. */
const hugePagesKiB = [2048, 1_048_576];
/** The cells of a test host differ in the size of their pages. */
const pageKiB = (cell: number) => 4 * (cell + 1);
const cpusPerCell = 8;

const text = (name: string, value: string) => element(name, {}, [value]);
const flags = () => element("features", {}, [element("pae"), element("nonpae")]);
const pages = (size: number, count?: bigint) =>
  element("pages", { unit: "KiB", size }, count === undefined ? [] : [String(count)]);

function cell(id: number, memoryKiB: bigint): XmlElement {
  const cpus = Array.from({ length: cpusPerCell }, (_, core) => {
    const cpu = id * cpusPerCell + core;
    return element("cpu", { id: cpu, socket_id: id, die_id: 0, core_id: core, siblings: cpu });
  });
  return element("cell", { id }, [
    element("memory", { unit: "KiB" }, [String(memoryKiB)]),
    pages(pageKiB(id), memoryKiB / BigInt(pageKiB(id))),
    ...hugePagesKiB.map((size) => pages(size, 0n)),
    element("cpus", { num: cpusPerCell }, cpus),
  ]);
}

function host({ cells }: TestNode): XmlElement {
  const sizes = [pageKiB(0), pageKiB(1), ...hugePagesKiB];
  const all = cells.map(({ memoryKiB }, id) => cell(id, memoryKiB));
  return element("host", {}, [
    element("cpu", {}, [text("arch", arch), flags(), ...sizes.map((size) => pages(size))]),
    element("power_management"),
    element("iommu", { support: "no" }),
    // Also a host without cells says so on two lines.
    element("topology", {}, [element("cells", { num: cells.length }, all)]),
    element("secmodel", {}, [text("model", "testSecurity"), text("doi", "")]),
  ]);
}

const guest = (osType: string) =>
  element("guest", {}, [
    text("os_type", osType),
    element("arch", { name: arch }, [
      text("wordsize", "32"),
      text("emulator", "/usr/bin/test-hv"),
      element("domain", { type: "test" }),
    ]),
    flags(),
  ]);

export function capabilities(node: TestNode): string {
  const noCells = `<cells num='0'/>`;
  const shownHost = writeXml(host(node), 1).replace(noCells, "<cells num='0'>\n      </cells>");
  const guests = ["hvm", "xen"].map((osType) => writeXml(guest(osType), 1));
  return `<capabilities>\n\n${[shownHost, ...guests].join("\n")}\n</capabilities>\n`;
}
