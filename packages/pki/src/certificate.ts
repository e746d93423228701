// One X.509 certificate, read strictly.
import { X509Certificate } from "node:crypto";
import type { DistinguishedName } from "./distinguished-name.js";
import type { KeyUsage } from "./key-usage.js";

export interface BasicConstraints {
  readonly critical: boolean;
  readonly ca: boolean;
  readonly pathLength: number | undefined;
}

export interface AlternativeNames {
  readonly dns: readonly string[];
  /** IPv4 dotted, IPv6 in RFC 5952 form. */
  readonly ip: readonly string[];
  readonly email: readonly string[];
  readonly uri: readonly string[];
}

export class Certificate {
  declare readonly der: Uint8Array;
  /** 1, 2 or 3. */
  declare readonly version: number;
  /** Lower-case hex, two digits a byte. */
  declare readonly serialNumber: string;
  declare readonly subject: DistinguishedName;
  declare readonly issuer: DistinguishedName;
  declare readonly notBefore: Date;
  declare readonly notAfter: Date;
  declare readonly basicConstraints: BasicConstraints | undefined;
  declare readonly keyUsage:
    | { readonly critical: boolean; readonly usages: ReadonlySet<KeyUsage> }
    | undefined;
  /** OIDs. */
  declare readonly extendedKeyUsage:
    | { readonly critical: boolean; readonly purposes: readonly string[] }
    | undefined;
  declare readonly subjectAltNames: AlternativeNames | undefined;
  /** OID. */
  declare readonly signatureAlgorithm: string;

  /** Throws CertificateError that names the field. */
  static fromDer(_der: Uint8Array): Certificate {
    throw new Error("not written yet");
  }

  /** Every certificate of a PEM file, in order. None: CertificateError. */
  static listFromPem(_text: string | Uint8Array): Certificate[] {
    throw new Error("not written yet");
  }

  /** Node's view of it, made when first asked for. */
  get x509(): X509Certificate {
    return new X509Certificate(this.der);
  }
}
