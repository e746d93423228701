// Every limit of this package, and where the number comes from.

/** libvirt reads no certificate file longer than this (virFileReadAll with 1 << 16). */
export const maxPemFileBytes = 65_536;

/** A revocation list may be long: at 40 bytes an entry this holds 400,000 certificates. */
export const maxCrlBytes = 16 * 1024 * 1024;

/** One certificate. Real ones have 1 to 4 KiB; GnuTLS takes handshakes of 128 KiB. */
export const maxCertificateBytes = 65_536;

/** DEFAULT_MAX_VERIFY_DEPTH of GnuTLS, and MAX_CERTS of libvirt: certificates in a chain, and in a CA file. */
export const maxCertificates = 16;

/** Attributes in one name, extensions in one certificate, entries in one list of names or purposes. */
export const maxNameAttributes = 256;
export const maxExtensions = 64;
export const maxListItems = 1024;

/** MAX_OID_SIZE of GnuTLS: characters of an object identifier in dotted form. */
export const maxOidLength = 128;

/** A private key file: a 16384 bit RSA key with a text dump in front of it fits. */
export const maxKeyFileBytes = 262_144;

/** Longest priority string that is read; GnuTLS stops at 64 items of 64 characters. */
export const maxPriorityLength = 4096;
