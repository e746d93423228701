// `domblklist` and `domiflist`: a domain's disks and network interfaces, out of its XML.

import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, type Option, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { childOf, childrenOf, type XmlElement } from "../xml/index.js";
import { lookupDomain } from "./domain.js";
import { readDomainXml } from "./domain-xml.js";
import { printJson, wantsJson } from "./output.js";

/** VIR_DOMAIN_XML_INACTIVE. */
const xmlInactive = 2;

export interface Disk {
  readonly type: string | null;
  readonly device: string | null;
  readonly target: string;
  readonly source: string | null;
}

export interface Interface {
  readonly interface: string | null;
  readonly type: string | null;
  readonly source: string | null;
  readonly model: string | null;
  readonly mac: string | null;
}

const hex = (value: string | undefined, digits: number) =>
  Number(value ?? 0)
    .toString(16)
    .padStart(digits, "0");

/** `nvme://0000:01:00.0/1`: the controller's PCI address and the namespace on it. */
function nvmeSource(source: XmlElement): string {
  const { domain, bus, slot, function: fn } = childOf(source, "address")?.attributes ?? {};
  const address = `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${hex(fn, 1)}`;
  return `nvme://${address}/${source.attributes["namespace"] ?? ""}`;
}

function diskSource(disk: XmlElement): string | null {
  const source = childOf(disk, "source");
  if (source === undefined) return null;
  if (disk.attributes["type"] === "nvme") return nvmeSource(source);
  // The first of these in the order in which the definition has them.
  const place = Object.entries(source.attributes).find(([name]) =>
    ["file", "dev", "dir", "name", "volume", "path"].includes(name),
  );
  return place?.[1] ?? null;
}

export function disksOf(domain: XmlElement): Disk[] {
  const devices = childOf(domain, "devices");
  return (devices === undefined ? [] : childrenOf(devices, "disk")).map((disk) => ({
    type: disk.attributes["type"] ?? null,
    device: disk.attributes["device"] ?? null,
    target: childOf(disk, "target")?.attributes["dev"] ?? "",
    source: diskSource(disk),
  }));
}

function interfaceSource(element: XmlElement): string | null {
  const source = childOf(element, "source")?.attributes ?? {};
  const byType: Record<string, string | undefined> = {
    network: source["network"],
    bridge: source["bridge"],
    direct: source["dev"],
    vdpa: source["dev"],
    internal: source["name"],
    vhostuser: source["path"],
  };
  return byType[element.attributes["type"] ?? ""] ?? null;
}

export function interfacesOf(domain: XmlElement): Interface[] {
  const devices = childOf(domain, "devices");
  return (devices === undefined ? [] : childrenOf(devices, "interface")).map((element) => ({
    interface: childOf(element, "target")?.attributes["dev"] ?? null,
    type: element.attributes["type"] ?? null,
    source: interfaceSource(element),
    model: childOf(element, "model")?.attributes["type"] ?? null,
    mac: childOf(element, "mac")?.attributes["address"] ?? null,
  }));
}

async function readDomain(shell: Shell, command: string, args: Arguments): Promise<XmlElement> {
  const dom = await lookupDomain(shell, command, args);
  return readDomainXml(shell, dom, args.has("inactive") ? xmlInactive : 0);
}

const inactiveOption: Option = bool("inactive", "get inactive rather than running configuration");
const orDash = (value: string | null) => (value === null || value === "" ? "-" : value);

export const domblklist: Command = {
  name: "domblklist",
  group: "monitor",
  help: "list all domain blocks",
  description: "Get the summary of block devices for a domain.",
  options: [
    domainOption(),
    inactiveOption,
    bool("details", "additionally display the type and device value"),
    outputOption,
  ],
  async run(shell, args) {
    const json = wantsJson(args);
    const disks = disksOf(await readDomain(shell, "domblklist", args));
    if (json) printJson(shell, disks);
    else if (args.has("details")) {
      const rows = disks.map(({ type, device, target, source }) => [
        orDash(type),
        orDash(device),
        orDash(target),
        orDash(source),
      ]);
      shell.table(["Type", "Device", "Target", "Source"], rows);
    } else {
      shell.table(
        ["Target", "Source"],
        disks.map(({ target, source }) => [orDash(target), orDash(source)]),
      );
    }
    return true;
  },
};

export const domiflist: Command = {
  name: "domiflist",
  group: "monitor",
  help: "list all domain virtual interfaces",
  description: "Get the summary of virtual interfaces for a domain.",
  options: [domainOption(), inactiveOption, outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const interfaces = interfacesOf(await readDomain(shell, "domiflist", args));
    if (json) printJson(shell, interfaces);
    else {
      const rows = interfaces.map((one) =>
        [one.interface, one.type, one.source, one.model, one.mac].map(orDash),
      );
      shell.table(["Interface", "Type", "Source", "Model", "MAC"], rows);
    }
    return true;
  },
};
