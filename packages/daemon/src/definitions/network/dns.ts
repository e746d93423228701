/** `<dns>`: what the network's own name server knows, and whom it asks. */
import { Limit, parseInteger } from "../integer.js";
import { type ChildRule, type ParseContext, shape } from "../shape.js";
import { formatAddress, parseAddress } from "../socket-address.js";
import { yesNo } from "../values.js";
import { attribute, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { badDetail, badNetwork, nameOf } from "./refusal.js";

type Read = (from: XmlElement, context: ParseContext, partial?: boolean) => XmlElement;

const all =
  (name: string, read: Read): ChildRule =>
  (parent, context) =>
    childrenNamed(parent, name).map((from) => read(from, context));

const forwarder: Read = (from, context) => {
  const given = attribute(from, "addr");
  const addr = given === undefined ? undefined : parseAddress(given);
  if (given !== undefined && !addr) {
    throw badNetwork(`Invalid forwarder IP address '${given}' in network '${nameOf(context)}'`);
  }
  const domain = attribute(from, "domain");
  if (given === undefined && domain === undefined) {
    throw badNetwork("Invalid forwarder element, must contain at least one of addr or domain");
  }
  return element("forwarder", { domain, addr: addr && formatAddress(addr) });
};

/** `partial`: enough to find a record by. So are the `partial` of the others below. */
export const readDnsHost: Read = (from, context, partial) => {
  const owner = `in network '${nameOf(context)}' DNS HOST record`;
  const given = attribute(from, "ip");
  if (given === undefined && !partial) throw badDetail(`Missing IP address ${owner}`);
  const ip = given === undefined ? undefined : parseAddress(given);
  if (given !== undefined && !ip) throw badDetail(`Invalid IP address ${owner}`);
  const names = childrenNamed(from, "hostname")
    .filter(({ children }) => children.length > 0)
    .map(textOf);
  if (names.includes("") || (names.length === 0 && !partial)) throw badDetail(`Missing hostname ${owner}`);
  if (!ip && names.length === 0) throw badDetail(`Missing ip and hostname ${owner}`);
  return element(
    "host",
    { ip: ip && formatAddress(ip) },
    names.map((name) => element("hostname", {}, [name])),
  );
};

/** RFC 2782: a datagram of 512 bytes, less what else is in it. */
const MAX_SERVICE_BYTES = 482;
const MAX_UINT16 = 65_535n;

/** A number of a service record; 0 is as good as none. */
function srvNumber(
  from: XmlElement,
  name: "port" | "priority" | "weight",
  lowest: bigint,
  owner: string,
): string | undefined {
  const text = attribute(from, name) || undefined;
  if (text === undefined) return undefined;
  const value = parseInteger(text, Limit.unsignedInt);
  if (value !== undefined && !from.attributes.has("target")) {
    throw badDetail(`DNS SRV ${name} attribute not permitted without target for service ${owner}`);
  }
  if (value === undefined || value < lowest || value > MAX_UINT16) {
    const invalid = name === "priority" ? "Invalid" : "invalid";
    throw badDetail(`${invalid} DNS SRV ${name} attribute for service ${owner}`);
  }
  return value === 0n ? undefined : value.toString();
}

export const readDnsSrv: Read = (from, context, partial) => {
  const name = nameOf(context);
  const service = attribute(from, "service");
  if (service === undefined && !partial) {
    throw badDetail(`missing required service attribute in DNS SRV record of network '${name}'`);
  }
  if (service !== undefined && Buffer.byteLength(service) > MAX_SERVICE_BYTES) {
    throw badDetail(
      `service attribute '${service}' in network '${name}' is too long, limit is ${MAX_SERVICE_BYTES} bytes`,
    );
  }
  if (service !== undefined && !/^[a-zA-Z0-9_\-+/*]*$/.test(service)) {
    throw badDetail(
      `invalid character in service attribute '${service}' in DNS SRV record of network '${name}'`,
    );
  }
  const protocol = attribute(from, "protocol");
  if (protocol === undefined && !partial) {
    throw badDetail(
      `missing required protocol attribute in DNS SRV record '${service}' of network '${name}'`,
    );
  }
  if (protocol !== undefined && !/^[a-zA-Z0-9\-+/]*$/.test(protocol)) {
    throw badDetail(
      `invalid character in protocol attribute '${protocol}' in DNS SRV record of network '${name}'`,
    );
  }
  const owner = `'${service ?? "(null)"}' in network '${name}'`;
  return element("srv", {
    service,
    protocol,
    domain: attribute(from, "domain"),
    target: attribute(from, "target"),
    port: srvNumber(from, "port", 1n, owner),
    priority: srvNumber(from, "priority", 0n, owner),
    weight: srvNumber(from, "weight", 0n, owner),
  });
};

export const readDnsTxt: Read = (from, context, partial) => {
  const network = nameOf(context);
  const name = attribute(from, "name");
  const value = attribute(from, "value");
  if (name === undefined) {
    throw badDetail(`missing required name attribute in DNS TXT record of network ${network}`);
  }
  if (/[ ,]/.test(name)) {
    throw badDetail(`prohibited character in DNS TXT record name '${name}' of network ${network}`);
  }
  if (value === undefined && !partial) {
    throw badDetail(
      `missing required value attribute in DNS TXT record named '${name}' of network ${network}`,
    );
  }
  return element("txt", { name, value });
};

export const dns = shape("dns", {
  attributes: { enable: yesNo, forwardPlainNames: yesNo },
  children: [
    all("forwarder", forwarder),
    all("txt", readDnsTxt),
    all("srv", readDnsSrv),
    all("host", readDnsHost),
  ],
  finish(made, _from, context) {
    if (attribute(made, "enable") === "no" && made.children.length > 0) {
      throw badNetwork(`Extra data in disabled network '${nameOf(context)}'`);
    }
    return made;
  },
});
