// Revocation lists.
import { Tag } from "../der.js";
import { ExtensionOid } from "../extension.js";
import { CertificateError } from "../problem.js";
import { element, integer, sequence, time } from "./der-writer.js";
import { authorityExtension, extension, reasonCodeOid } from "./extensions.js";
import { type Issuer, signed, signerOf } from "./signing.js";

/** RFC 5280, section 5.3.1, without those that make no sense for a private CA. */
const reasonCodes = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const;

export type RevocationReason = keyof typeof reasonCodes;
export const revocationReasons = Object.keys(reasonCodes) as RevocationReason[];

export interface Revocation {
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly at: Date;
  /** Absent or "unspecified": the list does not say. */
  readonly reason?: RevocationReason;
}

export interface CrlTemplate {
  /** Greater than that of the list before (RFC 5280, section 5.2.3). */
  readonly number: number;
  readonly thisUpdate: Date;
  /** After this time GnuTLS and OpenSSL refuse every client of the CA until there is a newer list. */
  readonly nextUpdate: Date;
  readonly revoked: readonly Revocation[];
}

/** The list, signed by the CA. DER. Throws CertificateError. */
export function issueCrl(template: CrlTemplate, issuer: Issuer): Uint8Array {
  const { number, thisUpdate, nextUpdate, revoked } = template;
  if (nextUpdate <= thisUpdate) throw new CertificateError("the list would end before it begins");
  if (!Number.isSafeInteger(number) || number < 1)
    throw new CertificateError("the number of a list is 1 or more");
  const { name, keyIdentifier, privateKey } = signerOf(issuer);
  const extensions = [
    ...authorityExtension(keyIdentifier),
    extension(ExtensionOid.crlNumber, integer(number)),
  ];
  return signed(privateKey, (algorithm) =>
    sequence(
      integer(1), // which is version 2
      algorithm,
      name,
      time(thisUpdate),
      time(nextUpdate),
      // certtool writes an empty sequence when nothing is revoked; RFC 5280, section 5.1.2.6, wants none.
      ...(revoked.length > 0 ? [sequence(...revoked.map(entry))] : []),
      element(Tag.contextConstructed(0), sequence(...extensions)),
    ),
  );
}

function entry({ serialNumber, at, reason }: Revocation): Uint8Array {
  const code = reasonCodes[reason ?? "unspecified"];
  const extensions =
    code === 0 ? [] : [sequence(extension(reasonCodeOid, element(Tag.enumerated, Uint8Array.of(code))))];
  return sequence(integer(serialNumber), time(at), ...extensions);
}
