/** Updates of what a network hands out: ranges of addresses, and hosts with one of their own. */
import { NetworkUpdateCommand } from "@virtgate/protocol/constants";
import { sameMac } from "../mac-address.js";
import { attribute, childNamed, childrenNamed, element, setChild, type XmlElement } from "../xml-tree.js";
import { type Change, insert, isAdd, requireElement, unknownCommand } from "./change.js";
import { readHost, readRange } from "./dhcp.js";
import { addressOf, placeOf } from "./ip.js";
import { notPossible, notValid } from "./refusal.js";

const handsOut = (ip: XmlElement): boolean => childNamed(ip, "dhcp") !== undefined;

/** The `<ip>` that is meant. */
function ipOf({ draft, parentIndex, network }: Change): XmlElement {
  const ips = draft.ip ?? [];
  if (parentIndex >= 0) {
    const found = ips[parentIndex];
    if (found) return found;
    throw notValid(
      `couldn't update dhcp host entry - no <ip> element found at index ${parentIndex} in network '${network}'`,
    );
  }
  const first = (family: 4 | 6) => ips.find((ip) => addressOf(ip).family === family);
  const found = ips.find(handsOut) ?? first(4) ?? first(6);
  if (found) return found;
  throw notValid(`couldn't update dhcp host entry - no <ip> element found in network '${network}'`);
}

/** One address of each family can hand out others. */
function requireSingle({ draft }: Change, ip: XmlElement): void {
  const { family } = addressOf(ip);
  const other = (draft.ip ?? []).some(
    (one) => one !== ip && addressOf(one).family === family && handsOut(one),
  );
  if (!other) return;
  throw notValid(`dhcp is supported only for a single IPv${family} address on each network`);
}

/** Puts the `<ip>` with these ranges and hosts in the place of the old one. */
function replace(change: Change, ip: XmlElement, ranges: XmlElement[], hosts: XmlElement[]): void {
  const list = change.draft.ip!;
  const boot = childNamed(childNamed(ip, "dhcp"), "bootp");
  const dhcp =
    ranges.length + hosts.length > 0 ? element("dhcp", {}, [...ranges, ...hosts, boot]) : undefined;
  const made: XmlElement = { ...ip, children: [...ip.children] };
  setChild(made, "dhcp", dhcp);
  list[list.indexOf(ip)] = made;
}

const partsOf = (ip: XmlElement, name: "range" | "host"): XmlElement[] => {
  const dhcp = childNamed(ip, "dhcp");
  return dhcp ? childrenNamed(dhcp, name) : [];
};

const same = (one: XmlElement, other: XmlElement, name: string): boolean =>
  attribute(one, name) !== undefined && attribute(one, name) === attribute(other, name);

const sameMacs = (one: XmlElement, other: XmlElement): boolean => {
  const [a, b] = [attribute(one, "mac"), attribute(other, "mac")];
  return a !== undefined && b !== undefined && sameMac(a, b);
};

/** Do they share any of their names? */
const clashes = (one: XmlElement, other: XmlElement): boolean =>
  sameMacs(one, other) || same(one, other, "ip") || same(one, other, "name");

/** Is everything that `wanted` says true of `host`? A host without a MAC address has any. */
const fits = (wanted: XmlElement, host: XmlElement): boolean =>
  (!wanted.attributes.has("mac") || !host.attributes.has("mac") || sameMacs(wanted, host)) &&
  (!wanted.attributes.has("name") || same(wanted, host, "name")) &&
  (!wanted.attributes.has("ip") || same(wanted, host, "ip"));

const shown = (host: XmlElement) => ({
  mac: attribute(host, "mac") ?? "unknown",
  name: attribute(host, "name") ?? "(null)",
  ip: attribute(host, "ip"),
});

export function updateDhcpHost(change: Change): void {
  const { command, network, context } = change;
  requireElement(change, "host");
  const ip = ipOf(change);
  const partial = command === NetworkUpdateCommand.delete;
  const host = readHost(change.xml, placeOf(ip, context), partial);
  const { family } = addressOf(ip);
  if (!partial && attribute(host, "ip")!.includes(":") !== (family === 6)) {
    throw notValid(
      "the address family of a host entry IP must match the address family of the dhcp element's parent",
    );
  }
  const hosts = partsOf(ip, "host");
  if (command === NetworkUpdateCommand.modify) {
    const found = hosts.findIndex((one) => clashes(host, one));
    if (found < 0) {
      const { mac, name, ip: address } = shown(host);
      throw notValid(
        `couldn't locate an existing dhcp host entry with "mac='${mac}'" "name='${name}'" "ip='${address}'" in network '${network}'`,
      );
    }
    hosts[found] = host;
  } else if (isAdd(command)) {
    requireSingle(change, ip);
    if (hosts.some((one) => clashes(host, one))) {
      const { mac, name, ip: address } = shown(host);
      throw notValid(
        `there is an existing dhcp host entry in network '${network}' that matches "<host mac='${mac}' name='${name}' ip='${address}'/>"`,
      );
    }
    insert(hosts, command, host);
  } else if (command === NetworkUpdateCommand.delete) {
    const found = hosts.findIndex((one) => fits(host, one));
    if (found < 0) throw notValid(`couldn't locate a matching dhcp host entry in network '${network}'`);
    hosts.splice(found, 1);
  } else throw unknownCommand(command);
  replace(change, ip, partsOf(ip, "range"), hosts);
}

export function updateDhcpRange(change: Change): void {
  const { command, network, context } = change;
  requireElement(change, "range");
  const ip = ipOf(change);
  if (command === NetworkUpdateCommand.modify) {
    throw notPossible("dhcp ranges cannot be modified, only added or deleted");
  }
  const range = readRange(change.xml, placeOf(ip, context));
  const ranges = partsOf(ip, "range");
  const found = ranges.findIndex((one) => same(range, one, "start") && same(range, one, "end"));
  if (isAdd(command)) {
    requireSingle(change, ip);
    if (found >= 0) {
      const [start, end] = ["start", "end"].map((name) => attribute(range, name));
      throw notValid(
        `there is an existing dhcp range entry in network '${network}' that matches "<range start='${start}' end='${end}'/>"`,
      );
    }
    insert(ranges, command, range);
  } else if (command === NetworkUpdateCommand.delete) {
    if (found < 0) throw notValid(`couldn't locate a matching dhcp range entry in network '${network}'`);
    ranges.splice(found, 1);
  } else throw unknownCommand(command);
  replace(change, ip, ranges, partsOf(ip, "host"));
}
