// Key pairs, and how private keys are written.
import { generateKeyPair, type KeyObject } from "node:crypto";
import { CertificateError } from "../problem.js";
import { encryptedKey } from "./encrypted-key.js";
import { passphraseMaxBytes } from "./limits.js";
import { pem } from "./pem.js";

/** "ecdsa" is P-256, "rsa" has 3072 bits: both 128 bits of security, like "ed25519". */
export const keyTypes = ["ecdsa", "ed25519", "rsa"] as const;
export type KeyType = (typeof keyTypes)[number];

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Takes up to a second or two for RSA, no time otherwise. */
export function generateKey(type: KeyType): Promise<KeyPair> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) =>
      error === null ? resolve({ publicKey, privateKey }) : reject(error);
    if (type === "rsa") generateKeyPair("rsa", { modulusLength: 3072, publicExponent: 65537 }, done);
    else if (type === "ecdsa") generateKeyPair("ec", { namedCurve: "P-256" }, done);
    else generateKeyPair("ed25519", undefined, done);
  });
}

/**
 * PKCS#8 as GnuTLS, OpenSSL and Node read it; with a passphrase (1 to 1024 bytes) encrypted with AES-256. libvirt
 * opens no encrypted key: only a CA's is worth encrypting.
 */
export function privateKeyPem(key: KeyObject, passphrase?: string): string {
  if (passphrase === undefined) return key.export({ type: "pkcs8", format: "pem" }).toString();
  const bytes = Buffer.byteLength(passphrase);
  if (bytes === 0) throw new CertificateError("the passphrase is empty");
  if (bytes > passphraseMaxBytes) {
    throw new CertificateError(`the passphrase is longer than ${passphraseMaxBytes} bytes`);
  }
  return pem("ENCRYPTED PRIVATE KEY", encryptedKey(key, passphrase));
}
