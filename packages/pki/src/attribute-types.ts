// The attribute types that GnuTLS writes by name. What is not here stands in a name's text as its OID and #hex.
// Facts: GnuTLS 3.7.9, gnutls_x509_dn_oid_name and the string type it demands of each.
import { Tag } from "./der.js";

export interface AttributeType {
  /** undefined: known, but written by its OID. */
  readonly name: string | undefined;
  /** The string types that are text. */
  readonly tags: readonly number[];
  /** DirectoryString: an empty one is an error. */
  readonly directory: boolean;
}

const { printableString, ia5String, utf8String, numericString, bmpString, octetString } = Tag;
const directory = [Tag.teletexString, printableString, Tag.universalString, utf8String, bmpString];

const rows: readonly (readonly [oid: string, name: string | undefined, tags: number | readonly number[]])[] =
  [
    ["2.5.4.3", "CN", directory],
    ["2.5.4.4", "surName", directory],
    ["2.5.4.5", "serialNumber", printableString],
    ["2.5.4.6", "C", printableString],
    ["2.5.4.7", "L", directory],
    ["2.5.4.8", "ST", directory],
    ["2.5.4.9", "street", directory],
    ["2.5.4.10", "O", directory],
    ["2.5.4.11", "OU", directory],
    ["2.5.4.12", "title", directory],
    ["2.5.4.13", "description", directory],
    ["2.5.4.15", "businessCategory", directory],
    ["2.5.4.17", "postalCode", directory],
    ["2.5.4.20", "telephoneNumber", printableString],
    ["2.5.4.41", "name", directory],
    ["2.5.4.42", "givenName", directory],
    ["2.5.4.43", "initials", directory],
    ["2.5.4.44", "generationQualifier", directory],
    ["2.5.4.46", "dnQualifier", printableString],
    ["2.5.4.65", "pseudonym", directory],
    ["0.9.2342.19200300.100.1.1", "UID", directory],
    ["0.9.2342.19200300.100.1.25", "DC", ia5String],
    ["1.2.840.113549.1.9.1", "EMAIL", ia5String],
    ["1.2.840.113549.1.9.4", undefined, octetString],
    ["1.2.840.113549.1.9.7", undefined, [printableString, utf8String]],
    ["1.2.840.113549.1.9.20", undefined, bmpString],
    ["1.2.840.113549.1.9.21", undefined, octetString],
    ["1.2.840.113556.1.4.656", "userPrincipalName", directory],
    ["1.3.6.1.5.5.7.8.5", "XmppAddr", utf8String],
    ["1.3.6.1.5.5.7.9.2", "placeOfBirth", directory],
    ["1.3.6.1.5.5.7.9.3", "gender", printableString],
    ["1.3.6.1.5.5.7.9.4", "countryOfCitizenship", printableString],
    ["1.3.6.1.5.5.7.9.5", "countryOfResidence", printableString],
    ["1.3.6.1.4.1.311.60.2.1.1", "jurisdictionOfIncorporationLocalityName", directory],
    ["1.3.6.1.4.1.311.60.2.1.2", "jurisdictionOfIncorporationStateOrProvinceName", directory],
    ["1.3.6.1.4.1.311.60.2.1.3", "jurisdictionOfIncorporationCountryName", printableString],
    ["1.2.643.100.1", "OGRN", numericString],
    ["1.2.643.100.3", "SNILS", numericString],
    ["1.2.643.100.5", "OGRNIP", numericString],
    ["1.2.643.3.131.1.1", "INN", numericString],
  ];

export const attributeTypes: ReadonlyMap<string, AttributeType> = new Map(
  rows.map(([oid, name, tags]) => [
    oid,
    { name, tags: typeof tags === "number" ? [tags] : tags, directory: tags === directory },
  ]),
);

export const commonNameOid = "2.5.4.3";
export const emailOid = "1.2.840.113549.1.9.1";
