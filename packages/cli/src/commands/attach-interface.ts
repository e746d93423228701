// `attach-interface`: a network card from words instead of a file.

import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, text } from "../grammar/command.js";
import { XmlText } from "../xml/xml-text.js";
import { attach, checkDeviceFlags, deviceFlags } from "./device-flags.js";
import { pciAddress } from "./disk-address.js";
import { lookupDomain } from "./domain.js";
import { parseRate, type Rate } from "./rate.js";

function rates(args: Arguments): { inbound: Rate | undefined; outbound: Rate | undefined } {
  const [inboundText, outboundText] = [args.string("inbound"), args.string("outbound")];
  const inbound = inboundText === undefined ? undefined : parseRate(inboundText);
  if (inbound !== undefined && inbound.average === 0n && inbound.floor === 0n) {
    throw new Failure("either inbound average or floor is mandatory");
  }
  const outbound = outboundText === undefined ? undefined : parseRate(outboundText);
  if (outbound?.average === 0n) throw new Failure("outbound average is mandatory");
  if (outbound !== undefined && outbound.floor !== 0n) throw new Failure("outbound floor is unsupported yet");
  return { inbound, outbound };
}

function writeSource(out: XmlText, type: string, source: string, mode: string | undefined): void {
  if (type === "network" || type === "bridge") out.empty("source", { [type]: source });
  else if (type === "direct") out.empty("source", { dev: source });
  else if (type === "vhostuser") {
    if (mode === undefined) throw new Failure("source-mode is mandatory");
    out.empty("source", { type: "unix", path: source, mode });
  } else {
    const address = pciAddress(source);
    if (address === undefined)
      throw new Failure(`cannot parse pci address '${source}' for network interface`);
    const [domain, bus, slot, func] = address.map((part) => part.toString(16));
    out.open("source");
    out.empty("address", {
      type: "pci",
      domain: `0x${domain!.padStart(4, "0")}`,
      bus: `0x${bus!.padStart(2, "0")}`,
      slot: `0x${slot!.padStart(2, "0")}`,
      function: `0x${func}`,
    });
    out.close("source");
  }
}

const shown = (rate: bigint) => (rate > 0n ? rate : undefined);
const supported = ["network", "bridge", "direct", "hostdev", "vhostuser"];
const sourceModes = ["server", "client"];

function interfaceXml(args: Arguments): string {
  const type = args.required("type");
  const source = args.required("source");
  if (!supported.includes(type)) throw new Failure(`No support for ${type} in command 'attach-interface'`);
  const mode = args.string("source-mode");
  if (mode !== undefined && !sourceModes.includes(mode)) throw new Failure(`Invalid source mode: ${mode}`);
  const { inbound, outbound } = rates(args);
  const out = new XmlText();
  out.open("interface", { type, managed: args.has("managed") ? "yes" : undefined });
  writeSource(out, type, source, mode);
  const optional = (name: string, attribute: string, value: string | undefined) => {
    if (value !== undefined) out.empty(name, { [attribute]: value });
  };
  optional("target", "dev", args.string("target"));
  optional("mac", "address", args.string("mac"));
  optional("script", "path", args.string("script"));
  optional("model", "type", args.string("model"));
  optional("alias", "name", args.string("alias"));
  if (inbound !== undefined || outbound !== undefined) {
    out.open("bandwidth");
    if (inbound !== undefined) {
      const { average, peak, burst, floor } = inbound;
      out.empty("inbound", {
        average: shown(average),
        peak: shown(peak),
        burst: shown(burst),
        floor: shown(floor),
      });
    }
    if (outbound !== undefined) {
      const { average, peak, burst } = outbound;
      out.empty("outbound", { average, peak: shown(peak), burst: shown(burst) });
    }
    out.close("bandwidth");
  }
  out.close("interface");
  return out.toString();
}

export const attachInterface: Command = {
  name: "attach-interface",
  group: "domain",
  help: "attach network interface",
  description: "Attach new network interface.",
  options: [
    domainOption(),
    { name: "type", type: "data", help: "network interface type", required: true },
    { name: "source", type: "data", help: "source of network interface", required: true },
    text("target", "target network name"),
    text("mac", "MAC address"),
    text("script", "script used to bridge network interface"),
    text("model", "model type"),
    text("alias", "custom alias name of interface device"),
    text("inbound", "control domain's incoming traffics"),
    text("outbound", "control domain's outgoing traffics"),
    bool("persistent", "make live change persistent"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
    bool("print-xml", "print XML document rather than attach the interface"),
    bool("managed", "libvirt will automatically detach/attach the device from/to host"),
    text("source-mode", "mode attribute of <source/> element"),
  ],
  async run(shell, args) {
    checkDeviceFlags(args);
    const xml = interfaceXml(args);
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    const dom = await lookupDomain(shell, "attach-interface", args);
    const flags = await deviceFlags(shell, dom, args);
    await attempt("Failed to attach interface", attach(shell, dom, xml, flags));
    shell.extra("Interface attached successfully\n");
    return true;
  },
};
