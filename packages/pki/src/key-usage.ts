// Key usage and the purposes libvirt asks for.

/** RFC 5280, section 4.2.1.3, in the order of the bits. */
export const keyUsages = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

export type KeyUsage = (typeof keyUsages)[number];

/** Extended key usage: OIDs of RFC 5280, section 4.2.1.12. */
export const purposeOids = {
  any: "2.5.29.37.0",
  tlsServer: "1.3.6.1.5.5.7.3.1",
  tlsClient: "1.3.6.1.5.5.7.3.2",
} as const;
