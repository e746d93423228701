// The extensions of certificates and lists, in the order in which certtool writes them.
import { createHash, type KeyObject } from "node:crypto";
import { Tag } from "../der.js";
import { ExtensionOid } from "../extension.js";
import { parseAddress } from "../ip-address.js";
import { keyUsages as allUsages, purposeOids } from "../key-usage.js";
import { boolean, element, integer, namedBits, octets, oid, sequence, string } from "./der-writer.js";
import type { Template } from "./template.js";

/** RFC 5280, section 5.3.1: of an entry in a list. */
export const reasonCodeOid = "2.5.29.21";

export const extension = (id: string, value: Uint8Array, critical = false): Uint8Array =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));

/** `authority`: the signer's key identifier; absent in a self-signed certificate. */
export function certificateExtensions(
  template: Template,
  publicKey: KeyObject,
  authority: Uint8Array | undefined,
): Uint8Array[] {
  const { ca, keyUsages, purposes } = template;
  const names = alternativeNames(template);
  const constraints = ca === undefined ? [] : [boolean(true)];
  if (ca?.pathLength !== undefined) constraints.push(integer(ca.pathLength));
  // certtool adds the client's purpose before the names and the server's after them; the purposes stay together
  // where the first one stands.
  const purpose = extension(
    ExtensionOid.extendedKeyUsage,
    sequence(
      ...(purposes.includes("client") ? [oid(purposeOids.tlsClient)] : []),
      ...(purposes.includes("server") ? [oid(purposeOids.tlsServer)] : []),
    ),
  );
  const usages = keyUsages.map((usage) => allUsages.indexOf(usage));
  return [
    extension(ExtensionOid.basicConstraints, sequence(...constraints), true),
    ...(purposes.includes("client") ? [purpose] : []),
    ...(names.length > 0 ? [extension(ExtensionOid.subjectAltName, sequence(...names))] : []),
    ...(purposes.includes("server") && !purposes.includes("client") ? [purpose] : []),
    ...(usages.length > 0 ? [extension(ExtensionOid.keyUsage, namedBits(usages), true)] : []),
    extension(ExtensionOid.subjectKeyId, octets(keyIdentifier(publicKey))),
    ...authorityExtension(authority),
  ];
}

/** RFC 5280, section 4.2.1.1: [0] is the key identifier. */
export const authorityExtension = (authority: Uint8Array | undefined): Uint8Array[] =>
  authority === undefined
    ? []
    : [extension(ExtensionOid.authorityKeyId, sequence(element(Tag.context(0), authority)))];

/** As GnuTLS makes it: SHA-1 of the whole SubjectPublicKeyInfo. It names a key and protects nothing. */
export const keyIdentifier = (publicKey: KeyObject): Uint8Array =>
  createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();

/** RFC 5280, section 4.2.1.6: the tags of GeneralName. */
function alternativeNames({ dns, uri, ip, email }: Template): Uint8Array[] {
  return [
    ...dns.map((text) => string(Tag.context(2), text)),
    ...uri.map((text) => string(Tag.context(6), text)),
    ...ip.map((text) => element(Tag.context(7), parseAddress(text)!)),
    ...email.map((text) => string(Tag.context(1), text)),
  ];
}
