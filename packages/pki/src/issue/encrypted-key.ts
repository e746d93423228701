// Private keys under a passphrase: PKCS #8 with PBES2 (RFC 8018). OpenSSL's own writer, which Node.js would use, asks
// for 2048 rounds only; guessing passphrases against that is cheap.
import { createCipheriv, type KeyObject, pbkdf2Sync, randomBytes } from "node:crypto";
import { Tag } from "../der.js";
import { element, integer, octets, oid, sequence } from "./der-writer.js";
import { passphraseRounds } from "./limits.js";

const oids = {
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacWithSha256: "1.2.840.113549.2.9",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
} as const;

/** DER of an EncryptedPrivateKeyInfo (RFC 5958): AES-256 under PBKDF2 with SHA-256. Takes a fifth of a second. */
export function encryptedKey(key: KeyObject, passphrase: string): Uint8Array {
  const salt = randomBytes(16);
  const vector = randomBytes(16);
  const derived = pbkdf2Sync(passphrase, salt, passphraseRounds, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", derived, vector);
  const plain = key.export({ type: "pkcs8", format: "der" });
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  const derivation = sequence(
    oid(oids.pbkdf2),
    sequence(octets(salt), integer(passphraseRounds), sequence(oid(oids.hmacWithSha256), element(Tag.null))),
  );
  const scheme = sequence(oid(oids.aes256Cbc), octets(vector));
  return sequence(sequence(oid(oids.pbes2), sequence(derivation, scheme)), octets(encrypted));
}
