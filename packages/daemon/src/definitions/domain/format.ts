/** Definition to text: `formatDomain`. */
import { formatUuid } from "../uuid.js";
import { attribute, element, type XmlElement } from "../xml-tree.js";
import { escapeXml, writeXml } from "../xml-write.js";
import { DEVICE_ORDER, type DeviceName, type DomainDefinition, SECTION_ORDER } from "./definition.js";
import { writeMetadata } from "./metadata.js";

export interface FormatDomainOptions {
  /** The id of a running domain; absent (or -1) for one that is off or when the inactive form is wanted. */
  readonly id?: number;
  /** VIR_DOMAIN_XML_INACTIVE: as it is when it does not run. */
  readonly inactive?: boolean;
  /** VIR_DOMAIN_XML_SECURE: with passwords. */
  readonly secure?: boolean;
  /** VIR_DOMAIN_XML_MIGRATABLE: without what older libvirts do not understand. */
  readonly migratable?: boolean;
  /** How deep it stands in another document; 0 when absent. */
  readonly level?: number;
  /** Its name there, where that is not "domain". */
  readonly rootName?: string;
}

export function formatDomain(domain: DomainDefinition, options: FormatDomainOptions = {}): string {
  const { level = 0, rootName = "domain" } = options;
  const id = isRunning(options) ? ` id='${options.id}'` : "";
  const indent = "  ".repeat(level);
  let text = `${indent}<${rootName} type='${domain.type}'${id}>\n`;
  text += header(domain, level + 1);
  for (const section of SECTION_ORDER) {
    if (section === "devices") text += formatDevices(domain, options);
    else if (section === "vcpu") text += writeXml(vcpu(domain), level + 1);
    else
      for (const one of domain.sections[section] ?? [])
        text += writeXml(section === "os" ? osOf(one, domain) : one, level + 1);
  }
  return `${text}${indent}</${rootName}>\n`;
}

const isRunning = ({ inactive, id }: FormatDomainOptions): boolean =>
  !inactive && id !== undefined && id >= 0;

/** Xen's paravirtual guests have been called "linux" since before they had a name. */
function osOf(os: XmlElement, domain: DomainDefinition): XmlElement {
  if (domain.type !== "xen" || domain.osType !== "xen") return os;
  const children = os.children.map((node) =>
    node.kind === "element" && node.name === "type"
      ? { ...node, children: [{ kind: "text" as const, text: "linux" }] }
      : node,
  );
  return { ...os, children };
}

function header(domain: DomainDefinition, level: number): string {
  const indent = "  ".repeat(level);
  const lines = [`<name>${escapeXml(domain.name)}</name>`, `<uuid>${formatUuid(domain.uuid)}</uuid>`];
  if (domain.genid) lines.push(`<genid>${formatUuid(domain.genid)}</genid>`);
  if (domain.title !== undefined) lines.push(`<title>${escapeXml(domain.title)}</title>`);
  if (domain.description !== undefined)
    lines.push(`<description>${escapeXml(domain.description)}</description>`);
  let text = lines.map((line) => `${indent}${line}\n`).join("");
  if (domain.metadata) text += writeMetadata(domain.metadata, level);
  if (domain.maxMemory) {
    text += `${indent}<maxMemory slots='${domain.maxMemory.slots}' unit='KiB'>${domain.maxMemory.kiB}</maxMemory>\n`;
  }
  const dump = domain.dumpCore ? ` dumpCore='${domain.dumpCore}'` : "";
  text += `${indent}<memory${dump} unit='KiB'>${domain.memoryKiB}</memory>\n`;
  text += `${indent}<currentMemory unit='KiB'>${domain.currentMemoryKiB}</currentMemory>\n`;
  return text;
}

function vcpu(domain: DomainDefinition): XmlElement {
  const current = domain.vcpus === domain.maxVcpus ? undefined : domain.vcpus;
  const attributes = { placement: domain.vcpuPlacement, cpuset: domain.vcpuSet, current };
  return element("vcpu", attributes, [String(domain.maxVcpus)]);
}

function formatDevices(domain: DomainDefinition, options: FormatDomainOptions): string {
  const level = (options.level ?? 0) + 1;
  const indent = "  ".repeat(level);
  let text = `${indent}<devices>\n`;
  for (const name of DEVICE_ORDER) {
    for (const one of domain.devices[name]) {
      if (name === "input" && options.migratable && isImplicit(one, domain)) continue;
      text += writeXml(deviceShown(name, one, options), level + 1);
    }
  }
  return `${text}${indent}</devices>\n`;
}

function deviceShown(name: DeviceName, one: XmlElement, options: FormatDomainOptions): XmlElement {
  if (name === "graphics") return graphics(one, options);
  if (name === "disk") return disk(one, options);
  return name === "memory" && isRunning(options) ? memory(one) : one;
}

/** How much of the memory that is asked for a guest has taken is known while it runs; here it takes none. */
function memory(from: XmlElement): XmlElement {
  if (attribute(from, "model") !== "virtio-mem") return from;
  const current = element("current", { unit: "KiB" }, ["0"]);
  const children = from.children.map((node) =>
    node.kind === "element" && node.name === "target"
      ? { ...node, children: [...node.children, current] }
      : node,
  );
  return { ...from, children };
}

/** The keyboard that every PC has; older libvirts add it themselves. */
const isImplicit = (input: XmlElement, domain: DomainDefinition): boolean =>
  attribute(input, "type") === "keyboard" &&
  attribute(input, "bus") === "ps2" &&
  ["i686", "x86_64"].includes(domain.arch);

function graphics(from: XmlElement, options: FormatDomainOptions): XmlElement {
  const shown: XmlElement = { ...from, attributes: new Map(from.attributes), children: [...from.children] };
  if (!options.secure) shown.attributes.delete("passwd");
  if (!options.migratable) return shown;
  // Older libvirts know the first listen element by its attribute, and none of these types.
  shown.children.splice(
    0,
    shown.children.length,
    ...from.children.filter((node) => !isNewListen(from, node)),
  );
  if (attribute(from, "type") === "spice" && shown.children.length < from.children.length) {
    const { type, ...rest } = Object.fromEntries(shown.attributes);
    return { ...shown, attributes: element("graphics", { type, autoport: "no", ...rest }).attributes };
  }
  return shown.children.length === 0 && hasSocket(from) ? { ...shown, spread: true } : shown;
}

const isNewListen = (from: XmlElement, node: XmlElement["children"][number]): boolean =>
  node.kind === "element" &&
  node.name === "listen" &&
  attribute(node, "type") ===
    (attribute(from, "type") === "spice" ? "none" : from.attributes.has("socket") ? "socket" : "");
const hasSocket = (from: XmlElement): boolean =>
  from.children.some(
    (node) => node.kind === "element" && node.name === "listen" && attribute(node, "type") === "socket",
  );

/** Cookies are secrets of the user's session with a web server. */
function disk(from: XmlElement, options: FormatDomainOptions): XmlElement {
  if (options.secure) return from;
  const children = from.children.map((node) =>
    node.kind === "element" && node.name === "source"
      ? {
          ...node,
          children: node.children.filter((child) => child.kind !== "element" || child.name !== "cookies"),
        }
      : node,
  );
  return { ...from, children };
}
