// What stands in a certificate or a list, for people and for programs.

import type { KeyObject } from "node:crypto";
import type { DistinguishedName } from "@virtgate/pki";
import { type Certificate, CertificateError, dnText, purposeOids, type RevocationList } from "@virtgate/pki";

/** The DN as it is compared, or why it cannot be. */
export function nameText(name: DistinguishedName): string {
  try {
    return dnText(name);
  } catch (thrown) {
    if (thrown instanceof CertificateError) return "";
    throw thrown;
  }
}

const signatures: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.4": "RSA with MD5",
  "1.2.840.113549.1.1.5": "RSA with SHA-1",
  "1.2.840.113549.1.1.10": "RSA-PSS",
  "1.2.840.113549.1.1.11": "RSA with SHA-256",
  "1.2.840.113549.1.1.12": "RSA with SHA-384",
  "1.2.840.113549.1.1.13": "RSA with SHA-512",
  "1.2.840.10045.4.1": "ECDSA with SHA-1",
  "1.2.840.10045.4.3.2": "ECDSA with SHA-256",
  "1.2.840.10045.4.3.3": "ECDSA with SHA-384",
  "1.2.840.10045.4.3.4": "ECDSA with SHA-512",
  "1.3.101.112": "Ed25519",
  "1.3.101.113": "Ed448",
};

const purposes: Readonly<Record<string, string>> = {
  [purposeOids.tlsServer]: "TLS server",
  [purposeOids.tlsClient]: "TLS client",
  [purposeOids.any]: "any",
  "1.3.6.1.5.5.7.3.3": "code signing",
  "1.3.6.1.5.5.7.3.4": "e-mail protection",
  "1.3.6.1.5.5.7.3.8": "time stamping",
  "1.3.6.1.5.5.7.3.9": "OCSP signing",
};

export const signatureText = (oid: string): string => signatures[oid] ?? oid;
export const purposeText = (oid: string): string => purposes[oid] ?? oid;

/** "RSA, 2048 bits", "ECDSA, P-256" */
export function keyText(key: KeyObject | undefined): string {
  if (key === undefined) return "of a kind that OpenSSL does not know";
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "rsa":
    case "rsa-pss":
      return `RSA, ${modulusLength} bits`;
    case "ec":
      return `ECDSA, ${namedCurve === "prime256v1" ? "P-256" : namedCurve}`;
    case "ed25519":
      return "Ed25519";
    default:
      return key.asymmetricKeyType ?? "unknown";
  }
}

export interface CertificateFields {
  readonly dn: string;
  readonly issuer: string;
  readonly serial: string;
  readonly version: number;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly daysLeft: number;
  readonly ca: boolean | null;
  readonly pathLength: number | null;
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  readonly email: readonly string[];
  readonly uri: readonly string[];
  readonly purposes: readonly string[] | null;
  readonly purposesCritical: boolean;
  readonly keyUsages: readonly string[] | null;
  readonly keyUsagesCritical: boolean;
  readonly key: string;
  readonly signature: string;
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  readonly fingerprintSha256: string;
}

const hex = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? null : Buffer.from(bytes).toString("hex");

export function certificateFields(certificate: Certificate, now: Date): CertificateFields {
  const { basicConstraints, subjectAltNames, extendedKeyUsage, keyUsage } = certificate;
  return {
    dn: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serial: certificate.serialNumber,
    version: certificate.version,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    daysLeft: Math.floor((certificate.notAfter.getTime() - now.getTime()) / 86_400_000),
    ca: basicConstraints?.ca ?? null,
    pathLength: basicConstraints?.pathLength ?? null,
    dns: subjectAltNames?.dns ?? [],
    ip: subjectAltNames?.ip ?? [],
    email: subjectAltNames?.email ?? [],
    uri: subjectAltNames?.uri ?? [],
    purposes: extendedKeyUsage?.purposes.map(purposeText) ?? null,
    purposesCritical: extendedKeyUsage?.critical ?? false,
    keyUsages: keyUsage === undefined ? null : [...keyUsage.usages],
    keyUsagesCritical: keyUsage?.critical ?? false,
    key: keyText(certificate.publicKey),
    signature: signatureText(certificate.signatureAlgorithm),
    subjectKeyId: hex(certificate.subjectKeyId),
    authorityKeyId: hex(certificate.authorityKeyId),
    fingerprintSha256: certificate.x509.fingerprint256,
  };
}

export function listFields(list: RevocationList, now: Date) {
  const { nextUpdate } = list;
  return {
    issuer: nameText(list.issuer),
    number: list.number ?? null,
    thisUpdate: list.thisUpdate.toISOString(),
    nextUpdate: nextUpdate?.toISOString() ?? null,
    daysLeft:
      nextUpdate === undefined ? null : Math.floor((nextUpdate.getTime() - now.getTime()) / 86_400_000),
    revoked: list.size,
    signature: signatureText(list.algorithm.oid),
  };
}
