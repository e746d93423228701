// Distinguished names, and the one text of them that access lists are written against: gnutls_x509_crt_get_dn. It goes
// in certificate order, where RFC 4514 and certtool go backwards.
import { attributeTypes } from "./attribute-types.js";
import { hex, sameBytes, utf8 } from "./bytes.js";
import { DerReader, Tag } from "./der.js";
import { maxNameAttributes } from "./limits.js";
import { CertificateError } from "./problem.js";

/** One attribute of a name. */
export interface NameAttribute {
  readonly oid: string;
  /** As it stands in the name's text, escaped; `#hex` where GnuTLS has no text for it. */
  readonly text: string;
  /** The text without escapes, for people; `#hex` as above. */
  readonly value: string;
  /** The value's DER. */
  readonly raw: Uint8Array;
}

/** In certificate order. `der` is the whole SEQUENCE. */
export interface DistinguishedName {
  readonly rdns: readonly (readonly NameAttribute[])[];
  readonly der: Uint8Array;
}

/** Reads a Name (RFC 5280, section 4.1.2.4) from its DER. */
export function readName(der: Uint8Array, path: string): DistinguishedName {
  const outer = new DerReader(der, path);
  const names = outer.sequence("rdnSequence");
  outer.end();
  const rdns: NameAttribute[][] = [];
  let count = 0;
  while (!names.atEnd) {
    const set = names.inside(Tag.set, `rdn${rdns.length}`);
    const rdn: NameAttribute[] = [];
    while (!set.atEnd) {
      if (++count > maxNameAttributes) throw set.problem("", `more than ${maxNameAttributes} attributes`);
      rdn.push(readAttribute(set.sequence(`attribute${rdn.length}`)));
    }
    if (rdn.length === 0) throw set.problem("", "an empty set");
    rdns.push(rdn);
  }
  return { rdns, der };
}

function readAttribute(reader: DerReader): NameAttribute {
  const oid = reader.oid("type");
  const { der: raw, tag, content } = reader.element("value");
  reader.end();
  const bytes = textBytes(oid, tag, content);
  if (bytes === undefined) {
    const value = `#${hex(raw)}`;
    return { oid, value, text: value, raw };
  }
  const value = utf8(bytes);
  // A string type without text in it is written as #hex of its content, and that is escaped like any other text.
  return { oid, value, text: escaped(value), raw };
}

/** The value as UTF-8, or undefined where GnuTLS writes #hex of the whole element. */
function textBytes(oid: string, tag: number, content: Uint8Array): Uint8Array | undefined {
  const type = attributeTypes.get(oid);
  if (type === undefined || !type.tags.includes(tag) || content.length === 0) return undefined;
  const bytes = asUtf8(tag, content);
  return bytes.includes(0) ? undefined : bytes;
}

function asUtf8(tag: number, content: Uint8Array): Uint8Array {
  const asHex = () => new TextEncoder().encode(`#${hex(content)}`);
  if (tag === Tag.bmpString) return ucs2ToUtf8(content) ?? asHex();
  if (tag === Tag.universalString) return asHex();
  if (tag === Tag.teletexString) return content.every(isPrintable) ? content : asHex();
  return content;
}

export function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

/** Big-endian UTF-16. One NUL at the end is dropped, an odd last byte too. undefined: not text. */
function ucs2ToUtf8(content: Uint8Array): Uint8Array | undefined {
  let size = content.length;
  if (size > 2 && content[size - 1] === 0 && content[size - 2] === 0) size -= 2;
  if (size === 0) return undefined;
  let text = "";
  for (let at = 0; at + 1 < size; at += 2) text += String.fromCharCode(content[at]! * 256 + content[at + 1]!);
  return /\p{Surrogate}/u.test(text) ? undefined : new TextEncoder().encode(text);
}

/** RFC 4514, section 2.4, as GnuTLS does it. */
function escaped(value: string): string {
  let text = "";
  for (let at = 0; at < value.length; at++) {
    const char = value[at]!;
    const edge = (at === 0 && (char === "#" || char === " ")) || (at === value.length - 1 && char === " ");
    text += edge || ',+"\\<>;'.includes(char) ? `\\${char}` : char;
  }
  return text;
}

/**
 * Exactly gnutls_x509_crt_get_dn: `C=GB,ST=London,L=London,O=Red\, Hat,CN=name1`, `EMAIL=` for an e-mail address, the
 * OID for what has no name. Throws CertificateError where GnuTLS gives none: for an empty name, for an empty string
 * where text belongs, and for a NUL in octets.
 */
export function dnText(name: DistinguishedName): string {
  if (name.rdns.length === 0) throw new CertificateError("The requested data were not available.");
  return joined(name);
}

function joined(name: DistinguishedName): string {
  return name.rdns.map((rdn) => rdn.map(attributeText).join("+")).join(",");
}

function attributeText({ oid, text, raw }: NameAttribute): string {
  const type = attributeTypes.get(oid);
  if (type?.directory === true && raw[1] === 0) {
    throw new CertificateError("ASN1 parser: Value is not valid.");
  }
  if (type?.tags[0] === Tag.octetString && raw[0] === Tag.octetString && raw.includes(0, 2)) {
    throw new CertificateError("ASN1 parser: Error in DER parsing.");
  }
  return `${type?.name ?? oid}=${text}`;
}

/** The same bytes, or the same text: GnuTLS does not mind another string type. */
export function sameName(a: DistinguishedName, b: DistinguishedName): boolean {
  if (sameBytes(a.der, b.der)) return true;
  if (a.rdns.length === 0 || b.rdns.length === 0) return false;
  try {
    return joined(a) === joined(b);
  } catch {
    return false;
  }
}
