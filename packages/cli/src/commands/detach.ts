// `detach-disk`, `detach-interface`, `change-media`: devices that are found in the domain's own definition.

import { attempt, Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, text } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import {
  childOf,
  childrenOf,
  isElement,
  parseXml,
  serializeXml,
  type XmlElement,
  type XmlNode,
} from "../xml/index.js";
import { forceChange } from "./attach.js";
import { checkDeviceFlags, detach, deviceFlags } from "./device-flags.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { affect, impact } from "./impact.js";

/** VIR_DOMAIN_XML_INACTIVE */
const inactive = 2;

async function devicesOf(shell: Shell, dom: DomainRef, name: string, flags: number): Promise<XmlElement[]> {
  const { xml } = await shell.call.domainGetXmlDesc({ dom, flags });
  const devices = childOf(parseXml(xml), "devices");
  return devices === undefined ? [] : childrenOf(devices, name);
}

const sourcePath = (disk: XmlElement): string | undefined => {
  const at = childOf(disk, "source")?.attributes ?? {};
  return at["file"] ?? at["dev"] ?? at["dir"] ?? at["name"];
};

const isChangeable = (disk: XmlElement) => ["cdrom", "floppy"].includes(disk.attributes["device"] ?? "");

function findDisk(disks: readonly XmlElement[], path: string): XmlElement {
  const found = disks.find(
    (disk) => sourcePath(disk) === path || childOf(disk, "target")?.attributes["dev"] === path,
  );
  if (found === undefined) throw new Failure(`No disk found whose source path or target is ${path}`);
  return found;
}

export const detachDisk: Command = {
  name: "detach-disk",
  group: "domain",
  help: "detach disk device",
  description: "Detach disk device.",
  options: [
    domainOption(),
    { name: "target", type: "data", help: "target of disk device", required: true },
    bool("persistent", "make live change persistent"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
    bool("print-xml", "print XML document rather than detach the disk"),
  ],
  async run(shell, args) {
    checkDeviceFlags(args);
    const dom = await lookupDomain(shell, "detach-disk", args);
    const target = args.required("target");
    const configOnly = (args.has("config") || args.has("persistent")) && !args.has("live");
    const disks = await devicesOf(shell, dom, "disk", configOnly ? inactive : 0);
    const flags = await deviceFlags(shell, dom, args);
    if (disks.length === 0) throw new Failure("Failed to get disk information");
    const xml = serializeXml(findDisk(disks, target));
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    await attempt("Failed to detach disk", detach(shell, dom, xml, flags));
    shell.extra("Disk detached successfully\n");
    return true;
  },
};

const sameMac = (one: string | undefined, other: string) => {
  const key = (mac: string) =>
    mac
      .split(":")
      .map((part) => Number.parseInt(part, 16))
      .join(":");
  return one !== undefined && key(one) === key(other);
};

function findInterface(all: readonly XmlElement[], type: string, mac: string | undefined): XmlElement {
  const matching = all.filter(({ attributes }) => attributes["type"] === type);
  if (matching.length === 0) throw new Failure(`No interface found whose type is ${type}`);
  if (mac === undefined) {
    if (matching.length === 1) return matching[0]!;
    throw new Failure(
      `Domain has ${matching.length} interfaces. Please specify which one to detach using --mac`,
    );
  }
  const found = matching.filter((one) => sameMac(childOf(one, "mac")?.attributes["address"], mac));
  if (found.length > 1) {
    throw new Failure(
      `Domain has multiple interfaces matching MAC address ${mac}. You must use detach-device and specify the device pci address to remove it.`,
    );
  }
  if (found.length === 0) throw new Failure(`No interface with MAC address ${mac} was found`);
  return found[0]!;
}

/** What went wrong is said first, then that nothing came of it. */
const failedToDetach = (thrown: unknown) => {
  if (thrown instanceof Failure) {
    return new Failure(`${thrown.message}\nerror: Failed to detach interface`, thrown.cause);
  }
  return new Failure("Failed to detach interface", thrown);
};

export const detachInterface: Command = {
  name: "detach-interface",
  group: "domain",
  help: "detach network interface",
  description: "Detach network interface.",
  options: [
    domainOption(),
    { name: "type", type: "data", help: "network interface type", required: true },
    text("mac", "MAC address"),
    bool("persistent", "make live change persistent"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
    bool("print-xml", "print XML document rather than detach the interface"),
  ],
  async run(shell, args) {
    checkDeviceFlags(args);
    const dom = await lookupDomain(shell, "detach-interface", args);
    const type = args.required("type");
    const mac = args.string("mac");
    const { flags, plain } = await deviceFlags(shell, dom, args);
    const config = (flags & affect.config) !== 0;
    const live = (flags & affect.live) !== 0 || !config;
    const one = async (xmlFlags: number, impactFlags: number) => {
      const found = findInterface(await devicesOf(shell, dom, "interface", xmlFlags), type, mac);
      const xml = serializeXml(found);
      if (args.has("print-xml")) shell.print(xml);
      else await detach(shell, dom, xml, { flags: impactFlags, plain });
    };
    try {
      if (config) await one(inactive, affect.config);
      if (live) await one(0, flags & affect.live);
    } catch (thrown) {
      throw failedToDetach(thrown);
    }
    if (!args.has("print-xml")) shell.extra("Interface detached successfully\n");
    return true;
  },
};

type Change = "eject" | "insert" | "update";

/** The disk's element with another source, placed where libvirt would have it. */
function changedDisk(
  disk: XmlElement,
  path: string,
  change: Change,
  source: string | undefined,
  block: boolean,
): XmlElement {
  const present = childOf(disk, "source");
  if (change === "eject" && present === undefined)
    throw new Failure(`The disk device '${path}' doesn't have media`);
  if (change !== "eject" && source === undefined)
    throw new Failure("New disk media source was not specified");
  if (change === "insert" && present !== undefined && sourcePath(disk) !== undefined) {
    throw new Failure(`The disk device '${path}' already has media`);
  }
  const isBlock = change !== "eject" && block;
  const kept = disk.children.filter(
    (node) => !isElement(node) || (node.name !== "source" && node.name !== "backingStore"),
  );
  const children: XmlNode[] = [];
  let indent: XmlNode | undefined;
  for (const node of kept) {
    if (typeof node === "string") indent = node;
    if (isElement(node) && node.name === "target" && change !== "eject") {
      const startupPolicy = present?.attributes["startupPolicy"];
      const attributes = {
        [isBlock ? "dev" : "file"]: source!,
        ...(startupPolicy !== undefined && { startupPolicy }),
      };
      children.push({ name: "source", attributes, children: [] });
      if (indent !== undefined) children.push(indent);
    }
    children.push(node);
  }
  return { ...disk, attributes: { ...disk.attributes, type: isBlock ? "block" : "file" }, children };
}

function chosenChange(args: Arguments): Change {
  if (args.has("eject") || (args.has("update") && !args.has("source"))) return "eject";
  return args.has("insert") ? "insert" : "update";
}

const done = { eject: "ejected", insert: "inserted", update: "updated" } as const;

export const changeMedia: Command = {
  name: "change-media",
  group: "domain",
  help: "Change media of CD or floppy drive",
  description: "Change media of CD or floppy drive.",
  options: [
    domainOption(),
    { name: "path", type: "data", help: "Fully-qualified path or target of disk device", required: true },
    text("source", "source of the media"),
    bool("eject", "Eject the media"),
    bool("insert", "Insert the media"),
    bool("update", "Update the media"),
    bool(
      "current",
      "can be either or both of --live and --config, depends on implementation hypervisor driver",
    ),
    bool("live", "alter live configuration of running domain"),
    bool("config", "alter persistent configuration, effect observed on next boot"),
    bool("force", "force media changing"),
    bool("print-xml", "print XML document rather than change media"),
    bool("block", "source media is a block device"),
  ],
  async run(shell, args) {
    exclusive(args, ["eject", "insert"], ["eject", "update"], ["insert", "update"], ["eject", "block"]);
    const source = args.string("source");
    const change = chosenChange(args);
    const flags = impact(args);
    const dom = await lookupDomain(shell, "change-media", args);
    const path = args.required("path");
    const all = await devicesOf(shell, dom, "disk", flags & affect.config ? inactive : 0);
    if (all.length === 0) throw new Failure("Failed to get disk information");
    const disk = findDisk(all.filter(isChangeable), path);
    const xml = serializeXml(changedDisk(disk, path, change, source, args.has("block")));
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    const force = args.has("force") ? forceChange : 0;
    await attempt(
      `Failed to complete action ${change} on media`,
      shell.call.domainUpdateDeviceFlags({ dom, xml, flags: flags | force }),
    );
    shell.print(`Successfully ${done[change]} media.`);
    return true;
  },
};
