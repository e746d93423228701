// What is to stand in a certificate, and the usual contents for the three kinds that libvirt needs.
import type { Certificate } from "../certificate.js";
import { parseAddress } from "../ip-address.js";
import { type KeyUsage, purposeOids } from "../key-usage.js";
import { CertificateError } from "../problem.js";
import { checkHostName } from "./dns-name.js";
import { alternativeNamesMax } from "./limits.js";
import { checkName, type NamePart } from "./name.js";

export type Purpose = "server" | "client";

/** Everything a certificate says, but its key, its issuer and its signature. */
export interface Template {
  /** In certificate order, or the DER of the whole name (of a certificate that is renewed). */
  readonly subject: readonly NamePart[] | Uint8Array;
  /** Whole seconds count. */
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Hexadecimal; absent: 159 random bits. */
  readonly serialNumber?: string;
  /** Present: a certificate authority. */
  readonly ca?: { readonly pathLength?: number };
  /** Written as critical, as certtool does. */
  readonly keyUsages: readonly KeyUsage[];
  readonly purposes: readonly Purpose[];
  /** Alternative names, written in this order: dns, uri, ip, email. */
  readonly dns: readonly string[];
  readonly uri: readonly string[];
  readonly ip: readonly string[];
  readonly email: readonly string[];
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const noNames = { dns: [], uri: [], ip: [], email: [] } as const;

/**
 * libvirt 9 asks every certificate for "key encipherment", also those of keys that cannot encipher (ECDSA, Ed25519);
 * certtool leaves it out there, and libvirt refuses what it makes.
 */
const endUsages: readonly KeyUsage[] = ["digitalSignature", "keyEncipherment"];

/** A certificate authority: signs certificates and revocation lists, and nothing else. */
export const caTemplate = (subject: readonly NamePart[], validity: Validity): Template => ({
  subject,
  ...validity,
  ca: {},
  keyUsages: ["keyCertSign", "cRLSign"],
  purposes: [],
  ...noNames,
});

/** A host, under all the names and addresses by which clients reach it. */
export function serverTemplate(
  subject: readonly NamePart[],
  names: { readonly dns: readonly string[]; readonly ip: readonly string[] },
  validity: Validity,
): Template {
  return { subject, ...validity, keyUsages: endUsages, purposes: ["server"], ...noNames, ...names };
}

/** A person or program that connects; its subject is what tls_allowed_dn_list knows it by. */
export const clientTemplate = (subject: readonly NamePart[], validity: Validity): Template => ({
  subject,
  ...validity,
  keyUsages: endUsages,
  purposes: ["client"],
  ...noNames,
});

/**
 * The same certificate for another time. What a Template has no place for (policies, addresses of lists) is lost; our
 * own certificates have none of it.
 */
export function renewedTemplate(old: Certificate, validity: Validity): Template {
  const { basicConstraints, extendedKeyUsage, subjectAltNames } = old;
  const has = (oid: string) => extendedKeyUsage?.purposes.includes(oid) === true;
  const pathLength = basicConstraints?.pathLength;
  return {
    subject: old.subject.der,
    ...validity,
    ...(basicConstraints?.ca === true ? { ca: pathLength === undefined ? {} : { pathLength } } : {}),
    keyUsages: [...(old.keyUsage?.usages ?? [])],
    purposes: [
      ...(has(purposeOids.tlsServer) ? (["server"] as const) : []),
      ...(has(purposeOids.tlsClient) ? (["client"] as const) : []),
    ],
    dns: subjectAltNames?.dns ?? [],
    uri: subjectAltNames?.uri ?? [],
    ip: subjectAltNames?.ip ?? [],
    email: subjectAltNames?.email ?? [],
  };
}

/** Throws CertificateError for what must not become a certificate. */
export function checkTemplate(template: Template): void {
  const { subject, notBefore, notAfter, dns, ip, uri, email, ca } = template;
  if (!(subject instanceof Uint8Array)) checkName(subject);
  const years = [notBefore, notAfter].map((date) => date.getUTCFullYear());
  if (!years.every((year) => year >= 1950 && year <= 9999)) {
    throw new CertificateError("a certificate's times lie in the years 1950 to 9999");
  }
  if (notAfter <= notBefore) throw new CertificateError("the certificate would end before it begins");
  if (ca?.pathLength !== undefined && !(Number.isInteger(ca.pathLength) && ca.pathLength >= 0)) {
    throw new CertificateError("path_len is a number of certificates, 0 or more");
  }
  if (dns.length + ip.length + uri.length + email.length > alternativeNamesMax) {
    throw new CertificateError(`a certificate has at most ${alternativeNamesMax} names`);
  }
  for (const name of dns) checkHostName(name);
  for (const address of ip) {
    if (parseAddress(address) === undefined) throw new CertificateError(`'${address}' is not an IP address`);
  }
  for (const text of [...uri, ...email]) {
    if (!/^[!-~]+$/.test(text))
      throw new CertificateError("an alternative name has letters beyond ASCII or blanks");
  }
}
