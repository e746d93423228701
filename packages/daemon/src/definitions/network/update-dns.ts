/** Updates of the records of a network's name server. */
import { NetworkUpdateCommand } from "@virtgate/protocol/constants";
import { attribute, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { type Change, insert, isAdd, requireElement, unknownCommand } from "./change.js";
import { readDnsHost, readDnsSrv, readDnsTxt } from "./dns.js";
import { notPossible, notValid } from "./refusal.js";

/** In libvirt's order. */
const RECORDS = ["forwarder", "txt", "srv", "host"] as const;
type Record = Exclude<(typeof RECORDS)[number], "forwarder">;

interface RecordKind {
  readonly name: Record;
  /** As libvirt calls it. */
  readonly label: string;
  readonly read: typeof readDnsHost;
  /** Is `known` one of those that `given` is about? */
  matches(given: XmlElement, known: XmlElement, adding: boolean): boolean;
  /** Why `given` cannot be added, and why nothing or too much was found to delete. */
  readonly present: (network: string, given: XmlElement) => string;
  readonly many: (network: string) => string;
}

function update(change: Change, kind: RecordKind): void {
  const { command, network, draft } = change;
  if (command === NetworkUpdateCommand.modify) {
    throw notPossible(`DNS ${kind.label} records cannot be modified, only added or deleted`);
  }
  requireElement(change, kind.name);
  const adding = isAdd(command);
  const given = kind.read(change.xml, change.context, !adding);
  const dns = draft.dns?.[0] ?? element("dns");
  const records = childrenNamed(dns, kind.name);
  const found = records.filter((known) => kind.matches(given, known, adding));
  if (adding) {
    if (found.length > 0) throw notValid(kind.present(network, given));
    insert(records, command, given);
  } else if (command === NetworkUpdateCommand.delete) {
    const [one, ...more] = found;
    if (!one) throw notValid(`couldn't locate a matching DNS ${kind.label} record in network ${network}`);
    if (more.length > 0) throw notValid(kind.many(network));
    records.splice(records.indexOf(one), 1);
  } else throw unknownCommand(command);
  const children = RECORDS.flatMap((name) => (name === kind.name ? records : childrenNamed(dns, name)));
  const made: XmlElement = { ...dns, children };
  draft.dns = made.attributes.size + children.length > 0 ? [made] : [];
}

const namesOf = (host: XmlElement) => childrenNamed(host, "hostname").map(textOf);

const host: RecordKind = {
  name: "host",
  label: "HOST",
  read: readDnsHost,
  // Several addresses may have one name, but not the other way round.
  matches(given, known, adding) {
    const ip = attribute(given, "ip");
    if (ip !== undefined && ip === attribute(known, "ip")) return true;
    const names = namesOf(known);
    return !adding && namesOf(given).some((name) => names.includes(name));
  },
  present: (network) =>
    `there is already at least one DNS HOST record with a matching field in network ${network}`,
  many: (network) => `multiple matching DNS HOST records were found in network ${network}`,
};

const srv: RecordKind = {
  name: "srv",
  label: "SRV",
  read: readDnsSrv,
  matches: (given, known) =>
    ["domain", "service", "protocol", "target"].every(
      (name) => !given.attributes.has(name) || attribute(given, name) === attribute(known, name),
    ),
  present: (network) =>
    `there is already at least one DNS SRV record matching all specified fields in network ${network}`,
  many: (network) =>
    `multiple DNS SRV records matching all specified fields were found in network ${network}`,
};

const txt: RecordKind = {
  name: "txt",
  label: "TXT",
  read: readDnsTxt,
  matches: (given, known) => attribute(given, "name") === attribute(known, "name"),
  present: (network, given) =>
    `there is already a DNS TXT record with name '${attribute(given, "name")}' in network ${network}`,
  many: (network) => `multiple matching DNS TXT records were found in network ${network}`,
};

export const updateDnsHost = (change: Change): void => update(change, host);
export const updateDnsSrv = (change: Change): void => update(change, srv);
export const updateDnsTxt = (change: Change): void => update(change, txt);
