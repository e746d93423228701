// One X.509 certificate (RFC 5280, section 4), read strictly and once. What it means is judged elsewhere.
import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { hex, latin1, sameBytes } from "./bytes.js";
import { DerReader, Tag } from "./der.js";
import { type DistinguishedName, readName } from "./distinguished-name.js";
import {
  type BasicConstraints,
  type Extension,
  ExtensionOid,
  type NameConstraints,
  readAuthorityKeyId,
  readBasicConstraints,
  readExtendedKeyUsage,
  readExtensions,
  readKeyUsage,
  readNameConstraints,
  readSubjectAltNames,
  readSubjectKeyId,
  readTlsFeatures,
} from "./extension.js";
import type { GeneralName, GeneralNameKind } from "./general-name.js";
import { formatAddress } from "./ip-address.js";
import type { KeyUsage } from "./key-usage.js";
import { maxCertificateBytes, maxPemFileBytes } from "./limits.js";
import { pemBytes, scanPem } from "./pem.js";
import { CertificateError } from "./problem.js";
import { isSignedWith, readAlgorithm, type SignatureAlgorithm, type Signed } from "./signature.js";

export interface AlternativeNames {
  readonly dns: readonly string[];
  /** IPv4 dotted, IPv6 in RFC 5952 form; bytes that are neither as `#hex`. */
  readonly ip: readonly string[];
  readonly email: readonly string[];
  readonly uri: readonly string[];
}

const pemLabels: ReadonlySet<string> = new Set(["CERTIFICATE", "X509 CERTIFICATE"]);

export class Certificate implements Signed {
  readonly der: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Lower-case hex, two digits a byte, as it is encoded: 128 is "0080". */
  readonly serialNumber: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: { readonly critical: boolean; readonly usages: ReadonlySet<KeyUsage> } | undefined;
  /** Purposes as OIDs. */
  readonly extendedKeyUsage: { readonly critical: boolean; readonly purposes: readonly string[] } | undefined;
  readonly subjectAltNames: AlternativeNames | undefined;
  /** The alternative names of every kind, in order and as they are encoded. */
  readonly generalNames: readonly GeneralName[];
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  readonly tlsFeatures: readonly number[] | undefined;
  readonly extensions: ReadonlyMap<string, Extension>;
  /** OID. */
  readonly signatureAlgorithm: string;

  /** The part that is signed, its algorithm with parameters, and the signature. */
  readonly signedBytes: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  /** DER of the public key with its algorithm. */
  readonly publicKeyDer: Uint8Array;

  #publicKey: KeyObject | null | undefined;
  readonly #signers = new WeakMap<Certificate, boolean>();
  #x509: X509Certificate | undefined;

  private constructor(der: Uint8Array) {
    if (der.length > maxCertificateBytes) {
      throw new CertificateError(`certificate: ${der.length} bytes, at most ${maxCertificateBytes}`);
    }
    this.der = der;
    const outer = new DerReader(der, "certificate");
    const body = outer.sequence("certificate");
    outer.end();
    const signed = body.element("tbsCertificate");
    if (signed.tag !== Tag.sequence) throw body.problem("tbsCertificate", "not a sequence");
    this.signedBytes = signed.der;
    this.algorithm = readAlgorithm(body, "signatureAlgorithm");
    this.signatureAlgorithm = this.algorithm.oid;
    this.signature = body.wholeBits("signature");
    body.end();

    const fields = new DerReader(signed.content, "certificate");
    const version = fields.optionalInside(Tag.contextConstructed(0), "version");
    this.version = 1 + (version?.smallInteger("number") ?? 0);
    version?.end();
    if (this.version > 3) throw fields.problem("version", `${this.version} is not known`);
    this.serialNumber = hex(fields.integer("serialNumber"));
    const inner = readAlgorithm(fields, "signature");
    if (inner.oid !== this.algorithm.oid || !sameBytes(inner.parameters, this.algorithm.parameters)) {
      throw fields.problem("signature", "names another algorithm than signatureAlgorithm");
    }
    this.issuer = readName(fields.element("issuer").der, "certificate.issuer");
    const validity = fields.sequence("validity");
    this.notBefore = validity.time("notBefore");
    this.notAfter = validity.time("notAfter");
    validity.end();
    this.subject = readName(fields.element("subject").der, "certificate.subject");
    const key = fields.element("subjectPublicKeyInfo");
    if (key.tag !== Tag.sequence) throw fields.problem("subjectPublicKeyInfo", "not a sequence");
    const keyFields = new DerReader(key.content, "certificate.subjectPublicKeyInfo");
    readAlgorithm(keyFields, "algorithm");
    keyFields.wholeBits("subjectPublicKey");
    keyFields.end();
    this.publicKeyDer = key.der;
    for (const number of [1, 2]) {
      const unique = fields.optional(Tag.context(number), "uniqueID");
      if (unique !== undefined && this.version < 2)
        throw fields.problem("uniqueID", "in a version 1 certificate");
    }
    const list = fields.optionalInside(Tag.contextConstructed(3), "extensions");
    fields.end();
    if (list !== undefined && this.version < 3) {
      throw fields.problem("extensions", `in a version ${this.version} certificate`);
    }
    this.extensions = list === undefined ? new Map() : readExtensions(list.sequence("list"));
    list?.end();

    const read = <T>(oid: string, how: (extension: Extension) => T): T | undefined => {
      const extension = this.extensions.get(oid);
      return extension === undefined ? undefined : how(extension);
    };
    this.basicConstraints = read(ExtensionOid.basicConstraints, readBasicConstraints);
    this.keyUsage = read(ExtensionOid.keyUsage, readKeyUsage);
    this.extendedKeyUsage = read(ExtensionOid.extendedKeyUsage, readExtendedKeyUsage);
    const names = read(ExtensionOid.subjectAltName, readSubjectAltNames);
    this.generalNames = names ?? [];
    this.subjectAltNames = names === undefined ? undefined : alternativeNames(names);
    this.subjectKeyId = read(ExtensionOid.subjectKeyId, readSubjectKeyId);
    this.authorityKeyId = read(ExtensionOid.authorityKeyId, readAuthorityKeyId);
    this.nameConstraints = read(ExtensionOid.nameConstraints, readNameConstraints);
    this.tlsFeatures = read(ExtensionOid.tlsFeatures, readTlsFeatures);
  }

  /** Keeps a copy of the bytes. Throws CertificateError that names the field. */
  static fromDer(der: Uint8Array): Certificate {
    return new Certificate(Uint8Array.from(der));
  }

  /** Every certificate of a PEM file, in order. None, or one that cannot be read: CertificateError. */
  static listFromPem(text: string | Uint8Array): Certificate[] {
    if (text.length > maxPemFileBytes) {
      throw new CertificateError(`${text.length} bytes of certificates, at most ${maxPemFileBytes}`);
    }
    const blocks = scanPem(text).filter((block) => pemLabels.has(block.label));
    if (blocks.length === 0) throw new CertificateError("no PEM block of a certificate");
    return blocks.map((block) => new Certificate(pemBytes(block)));
  }

  /** Node's view of it, made when first asked for. What OpenSSL cannot read is a CertificateError. */
  get x509(): X509Certificate {
    try {
      this.#x509 ??= new X509Certificate(this.der);
    } catch {
      throw new CertificateError("certificate: OpenSSL cannot read it");
    }
    return this.#x509;
  }

  /** undefined: of a kind that OpenSSL does not know. */
  get publicKey(): KeyObject | undefined {
    if (this.#publicKey === undefined) {
      try {
        this.#publicKey = createPublicKey({
          key: Buffer.from(this.publicKeyDer),
          format: "der",
          type: "spki",
        });
      } catch {
        this.#publicKey = null;
      }
    }
    return this.#publicKey ?? undefined;
  }

  /** Did that certificate's key sign this one? Found out once for each. */
  isSignedBy(issuer: Certificate): boolean {
    const known = this.#signers.get(issuer);
    if (known !== undefined) return known;
    const answer = isSignedWith(issuer.publicKey, this);
    this.#signers.set(issuer, answer);
    return answer;
  }

  equals(other: Certificate): boolean {
    return sameBytes(this.der, other.der);
  }
}

function alternativeNames(names: readonly GeneralName[]): AlternativeNames {
  const of = (kind: GeneralNameKind) => names.filter((name) => name.kind === kind).map((name) => name.bytes);
  return {
    dns: of("dns").map(latin1),
    ip: of("ip").map(formatAddress),
    email: of("email").map(latin1),
    uri: of("uri").map(latin1),
  };
}
