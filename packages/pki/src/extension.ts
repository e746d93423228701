// The list of extensions of a certificate or a revocation list, and those extensions of certificates that are judged.
import { DerReader, Tag } from "./der.js";
import { type GeneralName, readGeneralName, readGeneralNames } from "./general-name.js";
import { type KeyUsage, keyUsages } from "./key-usage.js";
import { maxExtensions, maxListItems } from "./limits.js";

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export const ExtensionOid = {
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  issuerAltName: "2.5.29.18",
  basicConstraints: "2.5.29.19",
  crlNumber: "2.5.29.20",
  deltaCrl: "2.5.29.27",
  issuingDistributionPoint: "2.5.29.28",
  certificateIssuer: "2.5.29.29",
  nameConstraints: "2.5.29.30",
  crlDistributionPoints: "2.5.29.31",
  policies: "2.5.29.32",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  freshestCrl: "2.5.29.46",
  inhibitAnyPolicy: "2.5.29.54",
  authorityInfoAccess: "1.3.6.1.5.5.7.1.1",
  proxyCertificate: "1.3.6.1.5.5.7.1.14",
  tlsFeatures: "1.3.6.1.5.5.7.1.24",
} as const;

/** `reader` stands inside the SEQUENCE OF Extension. The same OID twice is refused (RFC 5280, section 4.2). */
export function readExtensions(reader: DerReader): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  while (!reader.atEnd) {
    if (extensions.size >= maxExtensions) throw reader.problem("", `more than ${maxExtensions} extensions`);
    const one = reader.sequence(`extension${extensions.size}`);
    const oid = one.oid("oid");
    if (extensions.has(oid)) throw one.problem("", `${oid} is there twice`);
    const critical = one.peek() === Tag.boolean ? one.boolean("critical") : false;
    const value = one.content(Tag.octetString, "value");
    one.end();
    extensions.set(oid, { oid, critical, value });
  }
  return extensions;
}

export interface BasicConstraints {
  readonly critical: boolean;
  readonly ca: boolean;
  /** How many CAs may follow below; undefined: any number. */
  readonly pathLength: number | undefined;
}

export function readBasicConstraints({ critical, value }: Extension): BasicConstraints {
  const body = whole(value, "basicConstraints", (reader) => reader.sequence("value"));
  const ca = body.peek() === Tag.boolean ? body.boolean("cA") : false;
  const pathLength = body.atEnd ? undefined : body.smallInteger("pathLenConstraint");
  body.end();
  return { critical, ca, pathLength };
}

export function readKeyUsage({ critical, value }: Extension): { critical: boolean; usages: Set<KeyUsage> } {
  const bits = whole(value, "keyUsage", (reader) => reader.content(Tag.bitString, "value"));
  const usages = new Set<KeyUsage>();
  for (const [bit, usage] of keyUsages.entries()) {
    if (((bits[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) usages.add(usage);
  }
  return { critical, usages };
}

export function readExtendedKeyUsage({ critical, value }: Extension): {
  critical: boolean;
  purposes: string[];
} {
  const body = whole(value, "extendedKeyUsage", (reader) => reader.sequence("value"));
  const purposes: string[] = [];
  while (!body.atEnd) {
    if (purposes.length >= maxListItems) throw body.problem("", `more than ${maxListItems} purposes`);
    purposes.push(body.oid(`purpose${purposes.length}`));
  }
  return { critical, purposes };
}

export function readSubjectAltNames({ value }: Extension): GeneralName[] {
  return readGeneralNames(whole(value, "subjectAltName", (reader) => reader.sequence("value")));
}

export function readSubjectKeyId({ value }: Extension): Uint8Array {
  return whole(value, "subjectKeyIdentifier", (reader) => reader.content(Tag.octetString, "value"));
}

/** The key identifier; undefined: the extension names the issuer's certificate in another way. */
export function readAuthorityKeyId({ value }: Extension): Uint8Array | undefined {
  const body = whole(value, "authorityKeyIdentifier", (reader) => reader.sequence("value"));
  const id = body.optional(Tag.context(0), "keyIdentifier");
  body.optional(Tag.contextConstructed(1), "authorityCertIssuer");
  body.optional(Tag.context(2), "authorityCertSerialNumber");
  body.end();
  return id;
}

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

export function readNameConstraints({ value }: Extension): NameConstraints {
  const body = whole(value, "nameConstraints", (reader) => reader.sequence("value"));
  const permitted = readSubtrees(body.optionalInside(Tag.contextConstructed(0), "permittedSubtrees"));
  const excluded = readSubtrees(body.optionalInside(Tag.contextConstructed(1), "excludedSubtrees"));
  body.end();
  return { permitted, excluded };
}

function readSubtrees(reader: DerReader | undefined): GeneralName[] {
  const names: GeneralName[] = [];
  while (reader !== undefined && !reader.atEnd) {
    if (names.length >= maxListItems) throw reader.problem("", `more than ${maxListItems} subtrees`);
    const subtree = reader.sequence(`subtree${names.length}`);
    const name = readGeneralName(subtree, "base");
    if (name.kind === "ip" && !isNetwork(name.bytes))
      throw subtree.problem("base", "not an address and mask");
    names.push(name);
  }
  return names;
}

/** Address and mask, the mask's ones all on the left. */
function isNetwork(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  const mask = [...bytes.subarray(bytes.length / 2)]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  return !mask.includes("01");
}

/** RFC 7633: the TLS extensions a server with this certificate must answer. */
export function readTlsFeatures({ value }: Extension): number[] {
  const body = whole(value, "tlsFeatures", (reader) => reader.sequence("value"));
  const features: number[] = [];
  while (!body.atEnd && features.length < maxListItems) features.push(body.smallInteger("feature"));
  body.end();
  return features;
}

function whole<T>(value: Uint8Array, path: string, read: (reader: DerReader) => T): T {
  const reader = new DerReader(value, path);
  const result = read(reader);
  reader.end();
  return result;
}
