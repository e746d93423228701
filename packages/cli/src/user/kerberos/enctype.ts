// Encryption types of Kerberos keys by number (IANA), with MIT's names.

interface Enctype {
  readonly name: string;
  /** MIT calls it deprecated: current KDCs and libraries no longer use it. */
  readonly weak: boolean;
}

const strong = (name: string): Enctype => ({ name, weak: false });
const weak = (name: string): Enctype => ({ name, weak: true });

const enctypes: Readonly<Record<number, Enctype>> = {
  1: weak("des-cbc-crc"),
  2: weak("des-cbc-md4"),
  3: weak("des-cbc-md5"),
  16: weak("des3-cbc-sha1"),
  17: strong("aes128-cts-hmac-sha1-96"),
  18: strong("aes256-cts-hmac-sha1-96"),
  19: strong("aes128-cts-hmac-sha256-128"),
  20: strong("aes256-cts-hmac-sha384-192"),
  23: weak("arcfour-hmac"),
  24: weak("arcfour-hmac-exp"),
  25: strong("camellia128-cts-cmac"),
  26: strong("camellia256-cts-cmac"),
};

export const enctypeOf = (number: number): Enctype => enctypes[number] ?? weak(`etype ${number}`);
