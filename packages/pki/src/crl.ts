// Certificate revocation lists.
import type { Certificate } from "./certificate.js";
import type { DistinguishedName } from "./distinguished-name.js";

export class RevocationList {
  declare readonly der: Uint8Array;
  declare readonly issuer: DistinguishedName;
  declare readonly thisUpdate: Date;
  declare readonly nextUpdate: Date | undefined;
  /** The CRL number in lower-case hex. */
  declare readonly number: string | undefined;

  /** Every list of a PEM file, in order. None, or one that is not understood: CertificateError. */
  static listFromPem(_text: string | Uint8Array): RevocationList[] {
    throw new Error("not written yet");
  }

  /** `serialNumber` as Certificate has it. */
  isRevoked(_serialNumber: string): boolean {
    throw new Error("not written yet");
  }

  isSignedBy(_ca: Certificate): boolean {
    throw new Error("not written yet");
  }
}
