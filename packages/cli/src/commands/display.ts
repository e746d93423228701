// `domdisplay` and `vncdisplay`: where a running domain's screen can be seen.

import { Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { childOf, childrenOf, type XmlElement } from "../xml/index.js";
import { lookupDomain } from "./domain.js";
import { readDomainXml } from "./domain-xml.js";

/** VIR_DOMAIN_XML_SECURE: with passwords. */
const xmlSecure = 1;

/** The schemes that domdisplay knows, in its order. */
const schemes = ["vnc", "spice", "rdp", "dbus"];

/** VNC counts its displays from this port. */
const firstVncPort = 5900;

/** Addresses that mean "every address of the host". */
const isAnyAddress = (address: string) => address === "0.0.0.0" || address === "::";

interface Place {
  readonly port: number;
  readonly tlsPort: number;
  /** Undefined for any address of the host. */
  readonly address: string | undefined;
  readonly socket: string | undefined;
}

const portOf = (value: string | undefined) =>
  value !== undefined && /^-?[0-9]+$/.test(value) ? Number(value) : 0;

function placeOf(graphics: XmlElement): Place {
  const listen = childOf(graphics, "listen")?.attributes ?? {};
  const { port, tlsPort, socket } = graphics.attributes;
  const address = graphics.attributes["listen"] ?? listen["address"];
  return {
    port: portOf(port),
    tlsPort: portOf(tlsPort),
    address,
    socket: socket ?? listen["socket"],
  };
}

const bracketed = (address: string) => (address.includes(":") ? `[${address}]` : address);

/** Undefined for graphics that nobody can reach. */
export function displayUri(graphics: XmlElement, withPassword: boolean): string | undefined {
  const scheme = graphics.attributes["type"] ?? "";
  if (!schemes.includes(scheme)) return undefined;
  const { port, tlsPort, address, socket } = placeOf(graphics);
  if (scheme === "dbus") return dbusUri(graphics.attributes["address"]);
  if (port === 0 && tlsPort === 0) return socket === undefined ? undefined : `${scheme}+unix://${socket}`;
  const password = withPassword ? graphics.attributes["passwd"] : undefined;
  const host = address === undefined || isAnyAddress(address) ? "localhost" : bracketed(address);
  let uri = `${scheme}://`;
  if (scheme === "vnc" && password !== undefined) uri += `:${password}@`;
  uri += host;
  if (port !== 0) uri += `:${scheme === "vnc" ? port - firstVncPort : port}`;
  const query: string[] = [];
  if (tlsPort !== 0) query.push(`tls-port=${tlsPort}`);
  if (scheme === "spice" && password !== undefined) query.push(`password=${password}`);
  return query.length === 0 ? uri : `${uri}?${query.join("&")}`;
}

function dbusUri(address: string | undefined): string | undefined {
  const path = address?.replace(/^unix:path=/, "");
  return path === undefined ? undefined : `dbus+unix://${path}`;
}

/** In virsh's order: the first of each kind. */
function graphicsOf(domain: XmlElement): XmlElement[] {
  const devices = childOf(domain, "devices");
  const graphics = devices === undefined ? [] : childrenOf(devices, "graphics");
  return schemes
    .map((scheme) => graphics.find(({ attributes }) => attributes["type"] === scheme))
    .filter((one) => one !== undefined);
}

async function readRunning(
  shell: Shell,
  command: string,
  args: Arguments,
  flags: number,
): Promise<XmlElement> {
  const dom = await lookupDomain(shell, command, args);
  const { active } = await shell.call.domainIsActive({ dom });
  if (!active) throw new Failure("Domain is not running");
  return readDomainXml(shell, dom, flags);
}

export const domdisplay: Command = {
  name: "domdisplay",
  group: "domain",
  help: "domain display connection URI",
  description: "Output the IP address and port number for the graphical display.",
  options: [
    domainOption(),
    bool("include-password", "includes the password into the connection URI if available"),
    {
      name: "type",
      type: "string",
      help: 'select particular graphical display (e.g. "vnc", "spice", "rdp", "dbus")',
      complete: schemes,
    },
    bool("all", "show all possible graphical displays"),
  ],
  async run(shell, args) {
    exclusive(args, ["all", "type"]);
    const type = args.string("type");
    const withPassword = args.has("include-password");
    const domain = await readRunning(shell, "domdisplay", args, withPassword ? xmlSecure : 0);
    const uris = graphicsOf(domain)
      .filter(({ attributes }) => type === undefined || attributes["type"] === type)
      .map((graphics) => displayUri(graphics, withPassword))
      .filter((uri) => uri !== undefined);
    if (uris.length === 0) {
      throw new Failure(
        type === undefined ? "No graphical display found" : `No graphical display with type '${type}' found`,
      );
    }
    const shown = args.has("all") ? uris : uris.slice(0, 1);
    for (const uri of shown) shell.print(args.has("all") ? `${uri}\n` : uri);
    return true;
  },
};

export const vncdisplay: Command = {
  name: "vncdisplay",
  group: "domain",
  help: "vnc display",
  description: "Output the IP address and port number for the VNC display.",
  options: [domainOption()],
  async run(shell, args) {
    const domain = await readRunning(shell, "vncdisplay", args, 0);
    const vnc = graphicsOf(domain).find(({ attributes }) => attributes["type"] === "vnc");
    const port = portOf(vnc?.attributes["port"]);
    if (vnc === undefined || port === 0)
      throw new Failure("Failed to get VNC port. Is this domain using VNC?");
    const address = placeOf(vnc).address;
    // An address that means "any IPv4" is left out, the one for IPv6 is not.
    const host = address === undefined || address === "0.0.0.0" ? "" : address;
    shell.print(`${host}:${port - firstVncPort}\n`);
    return true;
  },
};
