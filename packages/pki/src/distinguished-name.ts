// Distinguished names, and the one text of them that access lists are written against.

/** One attribute of a name. `value` is the text as far as the string type has one; `raw` is the value's DER. */
export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
  readonly raw: Uint8Array;
}

/** In certificate order. `der` is the whole SEQUENCE, for comparisons. */
export interface DistinguishedName {
  readonly rdns: readonly (readonly NameAttribute[])[];
  readonly der: Uint8Array;
}

/** Exactly gnutls_x509_crt_get_dn: certificate order, `C=GB,ST=London,L=London,O=Red\, Hat,CN=name1`, `EMAIL=`. */
export function dnText(_name: DistinguishedName): string {
  throw new Error("not written yet");
}
