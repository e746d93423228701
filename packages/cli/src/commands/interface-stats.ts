// `domifstat`, `domifaddr`, `domif-getlink`, `domif-setlink`: the network cards of a domain.

import { attempt, Failure } from "../failure.js";
import { bool, type Command, domainOption, text } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { childOf, childrenOf, isElement, parseXml, serializeXml, type XmlElement } from "../xml/index.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { affect } from "./impact.js";

const counters = [
  ["rx_bytes", "rxBytes"],
  ["rx_packets", "rxPackets"],
  ["rx_errs", "rxErrs"],
  ["rx_drop", "rxDrop"],
  ["tx_bytes", "txBytes"],
  ["tx_packets", "txPackets"],
  ["tx_errs", "txErrs"],
  ["tx_drop", "txDrop"],
] as const;

export const domifstat: Command = {
  name: "domifstat",
  group: "monitor",
  help: "get network interface stats for a domain",
  description: "Get network interface stats for a running domain.",
  options: [
    domainOption(),
    {
      name: "interface",
      type: "data",
      help: "interface device specified by name or MAC Address",
      required: true,
    },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domifstat", args);
    const device = args.required("interface");
    const stats = await attempt(
      `Failed to get interface stats ${dom.name} ${device}`,
      shell.call.domainInterfaceStats({ dom, device }),
    );
    for (const [name, field] of counters) {
      if (stats[field] >= 0n) shell.print(`${device} ${name} ${stats[field]}\n`);
    }
    return true;
  },
};

const sources: Readonly<Record<string, number>> = { lease: 0, agent: 1, arp: 2 };
const families = ["ipv4", "ipv6"];

export const domifaddr: Command = {
  name: "domifaddr",
  group: "monitor",
  help: "Get network interfaces' addresses for a running domain",
  description: "Get network interfaces' addresses for a running domain",
  options: [
    domainOption(),
    text("interface", "network interface name"),
    bool("full", "always display names and MACs of interfaces"),
    text("source", "address source: 'lease', 'agent', or 'arp'"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domifaddr", args);
    const wanted = args.string("interface");
    const given = args.string("source");
    const source = given === undefined ? 0 : sources[given];
    if (source === undefined) throw new Failure(`Unknown data source '${given}'`);
    const { ifaces } = await attempt(
      "Failed to query for interfaces addresses",
      shell.call.domainInterfaceAddresses({ dom, source, flags: 0 }),
    );
    const row = (name: string, mac: string, protocol: string, address: string) =>
      ` ${name.padEnd(10)} ${mac.padEnd(20)} ${protocol.padEnd(8)}     ${address}\n`;
    shell.extra(
      ` ${"Name".padEnd(10)} ${"MAC address".padEnd(20)} ${"Protocol".padEnd(8)}     Address\n${"-".repeat(79)}\n`,
    );
    for (const { name, hwaddr, addrs } of ifaces) {
      if (wanted !== undefined && wanted !== name) continue;
      if (addrs.length === 0) {
        shell.print(row(name, hwaddr ?? "N/A", "N/A", "N/A"));
        continue;
      }
      addrs.forEach(({ type, addr, prefix }, at) => {
        const again = at > 0 && !args.has("full");
        shell.print(
          row(again ? "-" : name, again ? "-" : (hwaddr ?? "N/A"), families[type] ?? "", `${addr}/${prefix}`),
        );
      });
    }
    return true;
  },
};

const isMac = (name: string) => /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(name);

async function interfacesOf(
  shell: Shell,
  dom: DomainRef,
  flags: number,
  words: string,
): Promise<XmlElement[]> {
  const { xml } = await attempt(words, shell.call.domainGetXmlDesc({ dom, flags }));
  const devices = childOf(parseXml(xml), "devices");
  return devices === undefined ? [] : childrenOf(devices, "interface");
}

function findInterface(
  all: readonly XmlElement[],
  name: string,
  missing = `Interface (${isMac(name) ? "mac" : "dev"}: ${name}) not found.`,
): XmlElement {
  const matching = all.filter((one) =>
    isMac(name)
      ? childOf(one, "mac")?.attributes["address"] === name
      : childOf(one, "target")?.attributes["dev"] === name,
  );
  if (matching.length !== 1) throw new Failure(missing);
  return matching[0]!;
}

/** VIR_DOMAIN_XML_INACTIVE */
const inactive = 2;

export const domifGetlink: Command = {
  name: "domif-getlink",
  group: "monitor",
  help: "get link state of a virtual interface",
  description: "Get link state of a domain's virtual interface.",
  options: [
    domainOption(),
    { name: "interface", type: "data", help: "interface device (MAC Address)", required: true },
    bool("config", "Get persistent interface state"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domif-getlink", args);
    const name = args.required("interface");
    const words = "Failed to get domain description xml";
    const flags = args.has("config") ? inactive : 0;
    const found = findInterface(await interfacesOf(shell, dom, flags, words), name);
    shell.print(`${name} ${childOf(found, "link")?.attributes["state"] ?? "up"}`);
    return true;
  },
};

export const domifSetlink: Command = {
  name: "domif-setlink",
  group: "domain",
  help: "set link state of a virtual interface",
  description:
    "Set link state of a domain's virtual interface. This command wraps usage of update-device command.",
  options: [
    domainOption(),
    { name: "interface", type: "data", help: "interface device (MAC Address)", required: true },
    { name: "state", type: "data", help: "new state of the device", required: true },
    bool("config", "affect next boot"),
    bool("print-xml", "print XML document rather than set the interface link state"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domif-setlink", args);
    const name = args.required("interface");
    const state = args.required("state");
    if (state !== "up" && state !== "down") throw new Failure(`invalid link state '${state}'`);
    const config = args.has("config") || !(await shell.call.domainIsActive({ dom })).active;
    const all = await interfacesOf(shell, dom, config ? inactive : 0, "Failed to get domain description xml");
    if (all.length === 0) {
      throw new Failure("Failed to extract interface information or no interfaces found");
    }
    const found = findInterface(all, name, `interface '${name}' not found`);
    const link: XmlElement = { name: "link", attributes: { state }, children: [] };
    const others = found.children.filter((node) => !isElement(node) || node.name !== "link");
    const xml = serializeXml({ ...found, children: [...others, link] });
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    const flags = args.has("config") ? affect.config : config ? affect.config : affect.live;
    await attempt(
      "Failed to update interface link state",
      shell.call.domainUpdateDeviceFlags({ dom, xml, flags }),
    );
    shell.extra("Device updated successfully\n");
    return true;
  },
};
