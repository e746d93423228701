// The limits of what we put into certificates, and where they come from.

/** RFC 5280, appendix A: the upper bounds of names, in characters. OpenSSL refuses longer ones. */
export const nameMaxChars = {
  C: 2,
  ST: 128,
  L: 128,
  O: 64,
  OU: 64,
  CN: 64,
  UID: 256,
  DC: 63,
  EMAIL: 255,
} as const;

/** RFC 1035, section 2.3.4. */
export const hostNameMaxChars = 253;
export const hostLabelMaxChars = 63;

/** Far more than any name or host has; a bound for what is read from a file. */
export const namePartsMax = 64;
export const nameTextMaxChars = 8192;
export const alternativeNamesMax = 256;

/** Of a template file of certtool. */
export const templateMaxChars = 65_536;

/** RFC 5280, section 4.1.2.2: serial numbers are positive and have at most 20 bytes. */
export const serialNumberBytes = 20;

/** RFC 5280, section 4.1.2.5: the end of a certificate that has none. */
export const noExpiry = new Date("9999-12-31T23:59:59Z");

/** OpenSSL's own limit for what a person types to open a key. */
export const passphraseMaxBytes = 1024;

/** OWASP's number for PBKDF2 with SHA-256 (2023). */
export const passphraseRounds = 600_000;
