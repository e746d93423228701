// Does a certificate belong to a host? gnutls_x509_crt_check_hostname, with the limits and turns it has.
import { commonNameOid } from "./attribute-types.js";
import { latin1, sameBytes } from "./bytes.js";
import type { Certificate } from "./certificate.js";
import { isPrintable } from "./distinguished-name.js";
import type { GeneralName, GeneralNameKind } from "./general-name.js";
import { parseAddress } from "./ip-address.js";
import { purposeOids } from "./key-usage.js";

/** GnuTLS reads names into 256 bytes, and a NUL has to fit behind text. It passes over longer ones. */
const maxNameBytes = 255;
const maxAddressBytes = 16;

/** Old CAs' way to say TLS server: Netscape's and Verisign's step-up cryptography. */
const obsoleteServerPurposes = ["2.16.840.1.113730.4.1", "2.16.840.1.113733.1.8.1"];

/**
 * `host` is a name or an address without brackets; international names may be written either way.
 *
 * An address matches an iPAddress alternative name and nothing else. A name matches a dNSName, in which a `*` stands
 * for the left-most label or its beginning when two more follow. The common name counts only if the certificate has
 * no alternative name of a host (DNS, IP, URI or SRV), may be a TLS server's, and has exactly one.
 */
export function matchesHost(certificate: Certificate, host: string): boolean {
  const address = parseAddress(host);
  if (address !== undefined) return matchesAddress(certificate, address);
  const name = toAscii(host);
  let namesHost = false;
  for (const one of certificate.generalNames) {
    if (isTooLong(one)) {
      namesHost = true; // it may have been one
      continue;
    }
    if (hostKinds.has(one.kind) || isService(one)) namesHost = true;
    if (one.kind === "dns" && one.bytes.every(isPrintable) && matchesName(latin1(one.bytes), name))
      return true;
  }
  if (namesHost || !mayBeTlsServer(certificate)) return false;
  const commonName = soleCommonName(certificate);
  return typeof commonName === "string" && /^[\x20-\x7e]*$/.test(commonName) && matchesName(commonName, name);
}

const hostKinds: ReadonlySet<GeneralNameKind> = new Set(["dns", "ip", "uri"]);
const textKinds: ReadonlySet<GeneralNameKind> = new Set(["dns", "email", "uri"]);

function isTooLong({ kind, bytes }: GeneralName): boolean {
  return bytes.length > (textKinds.has(kind) ? maxNameBytes : maxNameBytes + 1);
}

/** id-on-dnsSRV (RFC 4985), as DER at the start of an otherName. */
const serviceName = Uint8Array.of(0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x07);

function isService({ kind, bytes }: GeneralName): boolean {
  return kind === "other" && sameBytes(bytes.subarray(0, serviceName.length), serviceName);
}

function matchesAddress(certificate: Certificate, address: Uint8Array): boolean {
  return certificate.generalNames.some(
    ({ kind, bytes }) => kind === "ip" && bytes.length <= maxAddressBytes && sameBytes(bytes, address),
  );
}

/** May it be a TLS server's? Without purposes: anything. */
export function mayBeTlsServer(certificate: Certificate): boolean {
  const purposes = certificate.extendedKeyUsage?.purposes ?? [];
  if (purposes.length === 0) return true;
  const obsolete = certificate.basicConstraints?.ca === true ? obsoleteServerPurposes : [];
  const wanted: readonly string[] = [purposeOids.tlsServer, purposeOids.any, ...obsolete];
  return purposes.some((purpose) => wanted.includes(purpose));
}

/** The one common name, escaped as in the name's text. undefined: there is none; null: more than one, or too long. */
export function soleCommonName(certificate: Certificate): string | null | undefined {
  const names = certificate.subject.rdns.flat().filter((attribute) => attribute.oid === commonNameOid);
  if (names.length === 0) return undefined;
  const text = names[0]!.text;
  return names.length > 1 || Buffer.byteLength(text) > maxNameBytes ? null : text;
}

/** Both are ASCII. */
function matchesName(pattern: string, host: string): boolean {
  if (!pattern.startsWith("*")) return sameIgnoringCase(pattern, host);
  const first = pattern.indexOf(".");
  const last = pattern.lastIndexOf(".");
  if (first === last || last === pattern.length - 1) return false;
  const rest = pattern.slice(1);
  for (let at = 0; at <= host.length; at++) {
    if (sameIgnoringCase(rest, host.slice(at))) return true;
    if (at === host.length || host[at] === ".") return false;
  }
  return false;
}

function sameIgnoringCase(a: string, b: string): boolean {
  return a.length === b.length && asciiLower(a) === asciiLower(b);
}

function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A name beyond ASCII as its "xn--" form (UTS 46); one that has none stays as it is and matches nothing. */
function toAscii(host: string): string {
  if (/^[\x20-\x7e]*$/.test(host) || /[\s/?#@:\\%[\]]/.test(host)) return host;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return host;
  }
}
