// `attach-disk`: a disk from words instead of a file.

import { statSync } from "node:fs";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, text } from "../grammar/command.js";
import { XmlText } from "../xml/xml-text.js";
import { attach, checkDeviceFlags, deviceFlags } from "./device-flags.js";
import { diskAddress } from "./disk-address.js";
import { lookupDomain } from "./domain.js";

type SourceType = "file" | "block" | "network";

function sourceType(args: Arguments, source: string): SourceType {
  const given = args.string("sourcetype");
  if (given !== undefined) {
    if (given !== "file" && given !== "block" && given !== "network") {
      throw new Failure(`Unknown source type: '${given}'`);
    }
    return given;
  }
  const driver = args.string("driver");
  if (driver === "file" || driver === "tap") return "file";
  if (args.has("source-protocol")) return "network";
  try {
    return statSync(source).isBlockDevice() ? "block" : "file";
  } catch {
    return "file";
  }
}

function writeSource(out: XmlText, args: Arguments, type: SourceType, source: string): void {
  if (type !== "network") {
    out.empty("source", { [type === "file" ? "file" : "dev"]: source });
    return;
  }
  const host = {
    transport: args.string("source-host-transport"),
    socket: args.string("source-host-socket"),
  };
  const [name, port] = hostAndPort(args.string("source-host-name"));
  const hasHost = name !== undefined || host.transport !== undefined || host.socket !== undefined;
  const attributes = { protocol: args.string("source-protocol"), name: source || undefined };
  if (!hasHost) out.empty("source", attributes);
  else {
    out.open("source", attributes);
    out.empty("host", { transport: host.transport, name, port, socket: host.socket });
    out.close("source");
  }
}

/** `name:port`, or `[address]:port`. */
function hostAndPort(text: string | undefined): [string | undefined, string | undefined] {
  if (text === undefined) return [undefined, undefined];
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed !== null) return [bracketed[1], bracketed[2]];
  const parts = text.split(":");
  return parts.length === 2 ? [parts[0], parts[1]] : [text, undefined];
}

export function diskXml(args: Arguments): string {
  const source = args.string("source") ?? "";
  const target = args.required("target");
  const type = sourceType(args, source);
  const mode = args.string("mode");
  if (mode !== undefined && mode !== "readonly" && mode !== "shareable") {
    throw new Failure(`No support for ${mode} in command 'attach-disk'`);
  }
  const wwn = args.string("wwn");
  if (wwn !== undefined && !/^(?:0x)?[0-9a-fA-F]{16}$/.test(wwn)) {
    throw new Failure(`internal error: Malformed wwn: ${wwn}`);
  }
  const address = args.string("address");
  const out = new XmlText();
  out.open("disk", { type, device: args.string("type"), rawio: args.has("rawio") ? "yes" : undefined });
  const driver = {
    name: args.string("driver"),
    type: args.string("subdriver"),
    iothread: args.string("iothread"),
    cache: args.string("cache"),
    io: args.string("io"),
  };
  if (Object.values(driver).some((value) => value !== undefined)) out.empty("driver", driver);
  writeSource(out, args, type, source);
  out.empty("target", { dev: target, bus: args.string("targetbus") });
  if (mode !== undefined) out.empty(mode, {});
  const serial = args.string("serial");
  if (serial !== undefined) out.text("serial", serial);
  const alias = args.string("alias");
  if (alias !== undefined) out.empty("alias", { name: alias });
  if (wwn !== undefined) out.text("wwn", wwn);
  if (address !== undefined) {
    out.empty("address", diskAddress(address, target, args.has("multifunction")));
  }
  out.close("disk");
  return out.toString();
}

export const attachDisk: Command = {
  name: "attach-disk",
  group: "domain",
  help: "attach disk device",
  description: "Attach new disk device.",
  options: [
    domainOption(),
    {
      name: "source",
      type: "data",
      help: "source of disk device or name of network disk",
      required: true,
      emptyOk: true,
    },
    { name: "target", type: "data", help: "target of disk device", required: true },
    text("targetbus", "target bus of disk device"),
    text("driver", "driver of disk device"),
    text("subdriver", "subdriver of disk device"),
    text("iothread", "IOThread to be used by supported device"),
    text("cache", "cache mode of disk device"),
    text("io", "io policy of disk device"),
    text("type", "target device type"),
    text("mode", "mode of device reading and writing"),
    text("sourcetype", "type of source (block|file|network)"),
    text("serial", "serial of disk device"),
    text("wwn", "wwn of disk device"),
    text("alias", "custom alias name of disk device"),
    bool("rawio", "needs rawio capability"),
    text("address", "address of disk device"),
    bool("multifunction", "use multifunction pci under specified address"),
    bool("print-xml", "print XML document rather than attach the disk"),
    text("source-protocol", "protocol used by disk device source"),
    text("source-host-name", "host name for source of disk device"),
    text("source-host-transport", "host transport for source of disk device"),
    text("source-host-socket", "host socket for source of disk device"),
    bool("persistent", "make live change persistent"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  aliases: [{ name: "shareable", option: "mode", value: "shareable" }],
  async run(shell, args) {
    checkDeviceFlags(args);
    const xml = diskXml(args);
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    const dom = await lookupDomain(shell, "attach-disk", args);
    await attempt("Failed to attach disk", attach(shell, dom, xml, await deviceFlags(shell, dom, args)));
    shell.extra("Disk attached successfully\n");
    return true;
  },
};
