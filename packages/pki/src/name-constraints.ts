// Name constraints of a CA (RFC 5280, section 4.2.1.10) on the certificate at the end of a chain, as GnuTLS applies
// them: DNS names, e-mail addresses and IP addresses; of URIs and directory names only what is excluded counts.
import { emailOid } from "./attribute-types.js";
import { latin1 } from "./bytes.js";
import type { Certificate } from "./certificate.js";
import type { NameConstraints } from "./extension.js";
import type { GeneralNameKind } from "./general-name.js";
import { mayBeTlsServer, soleCommonName } from "./host-name.js";

/** GnuTLS gives up on certificates with a longer name; so they do not pass constraints. */
const maxNameBytes = 255;

export function satisfies(certificate: Certificate, constraints: NameConstraints): boolean {
  const constrained = new Set([...constraints.permitted, ...constraints.excluded].map((name) => name.kind));
  for (const kind of constrained) {
    const unreadable = certificate.generalNames.some((name) => name.bytes.length > maxNameBytes);
    if (unreadable && kind !== "directory") return false;
    if (kind === "directory" || kind === "uri") {
      const concerned = kind === "directory" || certificate.generalNames.some((name) => name.kind === "uri");
      if (concerned && constraints.excluded.some((name) => name.kind === kind)) return false;
      continue;
    }
    const names = namesOf(certificate, kind);
    if (names === undefined) return false;
    if (!names.every((name) => isAllowed(kind, name, constraints))) return false;
  }
  return true;
}

/** Those that count for the kind, as bytes in latin1. undefined: they cannot be told. */
function namesOf(certificate: Certificate, kind: GeneralNameKind): string[] | undefined {
  const names = certificate.generalNames
    .filter((name) => name.kind === kind)
    .map((name) => latin1(name.bytes));
  if (names.length > 0) return names;
  if (kind === "dns" && mayBeTlsServer(certificate)) {
    const name = soleCommonName(certificate);
    return name === undefined ? [] : name === null ? undefined : [name];
  }
  if (kind === "email") {
    const addresses = certificate.subject.rdns.flat().filter((attribute) => attribute.oid === emailOid);
    return addresses.length > 1 ? undefined : addresses.map((attribute) => attribute.text);
  }
  return [];
}

function isAllowed(kind: GeneralNameKind, name: string, { permitted, excluded }: NameConstraints): boolean {
  const ofKind = (list: NameConstraints["permitted"]) =>
    list.filter((one) => one.kind === kind).map((one) => latin1(one.bytes));
  const concerning = (list: string[]) =>
    kind === "ip" ? list.filter((range) => range.length === name.length * 2) : list;
  const denied = concerning(ofKind(excluded));
  if (denied.some((one) => one === "" || matches(kind, name, one))) return false;
  const allowed = concerning(ofKind(permitted)).filter((one) => one !== "");
  return allowed.length === 0 || allowed.some((one) => matches(kind, name, one));
}

function matches(kind: GeneralNameKind, name: string, constraint: string): boolean {
  if (kind === "ip") return isWithin(name, constraint);
  if (kind === "dns") return isBelow(name, constraint, true);
  const [mailbox, domain] = splitAddress(name);
  const [wantedMailbox, wantedDomain] = splitAddress(constraint);
  if (wantedMailbox !== undefined && wantedMailbox !== mailbox) return false;
  return isBelow(domain, wantedDomain, wantedMailbox === undefined && wantedDomain.startsWith("."));
}

/** The same domain or, with `deeper`, one within it. A constraint with a dot in front is not met by the domain itself. */
function isBelow(name: string, constraint: string, deeper: boolean): boolean {
  const [domain, wanted] = [name, constraint].map((one) => one.toLowerCase().replace(/\.+$/, "")) as [
    string,
    string,
  ];
  if (domain === wanted) return true;
  return deeper && domain.endsWith(wanted.startsWith(".") ? wanted : `.${wanted}`);
}

function splitAddress(address: string): [mailbox: string | undefined, domain: string] {
  const at = address.lastIndexOf("@");
  return at < 0 ? [undefined, address] : [address.slice(0, at), address.slice(at + 1)];
}

/** Bytes of an address, and of an address with its mask. */
function isWithin(address: string, network: string): boolean {
  for (let at = 0; at < address.length; at++) {
    const mask = network.charCodeAt(address.length + at);
    if ((address.charCodeAt(at) & mask) !== (network.charCodeAt(at) & mask)) return false;
  }
  return true;
}
