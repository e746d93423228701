// Certificate revocation lists (RFC 5280, section 5). What would need more than "these serial numbers of that issuer"
// to be understood is refused: a list read wrongly lets revoked certificates in.

import { hex } from "./bytes.js";
import type { Certificate } from "./certificate.js";
import { DerReader, Tag } from "./der.js";
import { type DistinguishedName, readName, sameName } from "./distinguished-name.js";
import { type Extension, ExtensionOid, readExtensions } from "./extension.js";
import { maxCrlBytes } from "./limits.js";
import { pemBytes, scanPem } from "./pem.js";
import { CertificateError } from "./problem.js";
import { isSignedWith, readAlgorithm, type SignatureAlgorithm, type Signed } from "./signature.js";

const knownCritical: ReadonlySet<string> = new Set([
  ExtensionOid.issuerAltName,
  ExtensionOid.crlNumber,
  ExtensionOid.issuingDistributionPoint,
  ExtensionOid.authorityKeyId,
]);

/** Reason, invalidity date: they say more about an entry, and change nothing. */
const knownCriticalOfEntry: ReadonlySet<string> = new Set(["2.5.29.21", "2.5.29.24"]);

export class RevocationList implements Signed {
  readonly der: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** The CRL number in lower-case hex. */
  readonly number: string | undefined;
  /** How many serial numbers are on it. */
  readonly size: number;

  readonly signedBytes: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;

  readonly #revoked = new Set<string>();
  readonly #signers = new WeakMap<Certificate, boolean>();

  private constructor(der: Uint8Array) {
    if (der.length > maxCrlBytes)
      throw new CertificateError(`crl: ${der.length} bytes, at most ${maxCrlBytes}`);
    this.der = der;
    const outer = new DerReader(der, "crl");
    const body = outer.sequence("crl");
    outer.end();
    const signed = body.element("tbsCertList");
    if (signed.tag !== Tag.sequence) throw body.problem("tbsCertList", "not a sequence");
    this.signedBytes = signed.der;
    this.algorithm = readAlgorithm(body, "signatureAlgorithm");
    this.signature = body.wholeBits("signature");
    body.end();

    const fields = new DerReader(signed.content, "crl");
    const version = fields.peek() === Tag.integer ? fields.smallInteger("version") : 0;
    if (version > 1) throw fields.problem("version", `${version + 1} is not known`);
    if (readAlgorithm(fields, "signature").oid !== this.algorithm.oid) {
      throw fields.problem("signature", "names another algorithm than signatureAlgorithm");
    }
    this.issuer = readName(fields.element("issuer").der, "crl.issuer");
    this.thisUpdate = fields.time("thisUpdate");
    const next = fields.peek();
    const timed = next === Tag.utcTime || next === Tag.generalizedTime;
    this.nextUpdate = timed ? fields.time("nextUpdate") : undefined;
    const entries = fields.optionalInside(Tag.sequence, "revokedCertificates");
    while (entries !== undefined && !entries.atEnd) this.#readEntry(entries.sequence("entry"));
    this.size = this.#revoked.size;
    const list = fields.optionalInside(Tag.contextConstructed(0), "crlExtensions");
    fields.end();
    const extensions =
      list === undefined ? new Map<string, Extension>() : readExtensions(list.sequence("list"));
    list?.end();
    refuseUnknown(extensions, knownCritical, "crl");
    if (extensions.has(ExtensionOid.deltaCrl)) {
      throw new CertificateError("crl: a delta list; give the complete one");
    }
    const point = extensions.get(ExtensionOid.issuingDistributionPoint);
    if (point !== undefined) checkDistributionPoint(point);
    const number = extensions.get(ExtensionOid.crlNumber);
    this.number = number === undefined ? undefined : readNumber(number);
  }

  /** Keeps a copy of the bytes. Throws CertificateError. */
  static fromDer(der: Uint8Array): RevocationList {
    return new RevocationList(Uint8Array.from(der));
  }

  /** Every list of a PEM file, in order. None, or one that is not understood: CertificateError. */
  static listFromPem(text: string | Uint8Array): RevocationList[] {
    if (text.length > maxCrlBytes) {
      throw new CertificateError(`${text.length} bytes of revocation lists, at most ${maxCrlBytes}`);
    }
    const blocks = scanPem(text).filter((block) => block.label === "X509 CRL");
    if (blocks.length === 0) throw new CertificateError("no PEM block of a revocation list");
    return blocks.map((block) => new RevocationList(pemBytes(block)));
  }

  /** `serialNumber` as Certificate has it. The issuer is the caller's to compare. */
  isRevoked(serialNumber: string): boolean {
    return this.#revoked.has(serialNumber);
  }

  /** The CA's name, the right to sign lists if its key usage says anything, and its signature. */
  isSignedBy(ca: Certificate): boolean {
    const known = this.#signers.get(ca);
    if (known !== undefined) return known;
    const answer = this.#verify(ca);
    this.#signers.set(ca, answer);
    return answer;
  }

  #verify(ca: Certificate): boolean {
    if (!sameName(this.issuer, ca.subject)) return false;
    if (ca.keyUsage !== undefined && !ca.keyUsage.usages.has("cRLSign")) return false;
    return isSignedWith(ca.publicKey, this);
  }

  #readEntry(entry: DerReader): void {
    this.#revoked.add(hex(entry.integer("serialNumber")));
    entry.time("revocationDate");
    const list = entry.optionalInside(Tag.sequence, "crlEntryExtensions");
    entry.end();
    if (list !== undefined) refuseUnknown(readExtensions(list), knownCriticalOfEntry, "crl.entry");
  }
}

function refuseUnknown(extensions: Map<string, Extension>, known: ReadonlySet<string>, path: string): void {
  for (const { oid, critical } of extensions.values()) {
    if (!critical || known.has(oid) || oid === ExtensionOid.deltaCrl) continue;
    throw new CertificateError(`${path}: critical extension ${oid} is not known`);
  }
}

/** Lists for some certificates or some reasons only still say who is revoked. Those of other issuers do not. */
function checkDistributionPoint({ value }: Extension): void {
  const outer = new DerReader(value, "crl.issuingDistributionPoint");
  const body = outer.sequence("value");
  outer.end();
  while (!body.atEnd) {
    const { tag, content } = body.element("field");
    const given = content.length === 1 && content[0] !== 0;
    if (tag === Tag.context(4) && given)
      throw body.problem("indirectCRL", "lists of other issuers are not read");
    if (tag === Tag.context(5) && given)
      throw body.problem("onlyContainsAttributeCerts", "not for certificates");
  }
}

function readNumber({ value }: Extension): string {
  const reader = new DerReader(value, "crl.crlNumber");
  const number = hex(reader.integer("value"));
  reader.end();
  return number;
}
