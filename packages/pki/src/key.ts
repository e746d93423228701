// Private keys. Nothing of a key or a passphrase stands in an error.
import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Certificate } from "./certificate.js";
import { maxKeyFileBytes } from "./limits.js";
import { scanPem } from "./pem.js";
import { CertificateError } from "./problem.js";

const labels: ReadonlySet<string> = new Set([
  "PRIVATE KEY",
  "ENCRYPTED PRIVATE KEY",
  "RSA PRIVATE KEY",
  "EC PRIVATE KEY",
  "DSA PRIVATE KEY",
]);

/**
 * The first private key of a PEM file: PKCS#8 (also encrypted), PKCS#1 or SEC1 (also with OpenSSL's old encryption).
 * Throws CertificateError, never with key material in it.
 */
export function readPrivateKey(pem: string | Uint8Array, passphrase?: string): KeyObject {
  if (pem.length > maxKeyFileBytes)
    throw new CertificateError(`a key file of more than ${maxKeyFileBytes} bytes`);
  const block = scanPem(pem).find(({ label }) => labels.has(label));
  if (block === undefined) throw new CertificateError("no PEM block of a private key");
  const encrypted = block.label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type: *4,ENCRYPTED/m.test(block.body);
  if (encrypted && passphrase === undefined) {
    throw new CertificateError("the private key is encrypted, and there is no passphrase for it");
  }
  try {
    return createPrivateKey({ key: block.text, format: "pem", ...(encrypted ? { passphrase } : {}) });
  } catch {
    throw new CertificateError(
      encrypted
        ? "the private key cannot be decrypted: wrong passphrase, or a cipher that OpenSSL does not have"
        : "the private key cannot be read",
    );
  }
}

/** Is it the certificate's key? */
export function keyMatches(certificate: Certificate, key: KeyObject): boolean {
  return key.type === "private" && certificate.x509.checkPrivateKey(key);
}
