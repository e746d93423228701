// Private keys.
import type { KeyObject } from "node:crypto";
import type { Certificate } from "./certificate.js";

/** PKCS#8 (also encrypted), PKCS#1 or SEC1. Throws CertificateError, never with key material in it. */
export function readPrivateKey(_pem: string | Uint8Array, _passphrase?: string): KeyObject {
  throw new Error("not written yet");
}

/** Is it the certificate's key? */
export function keyMatches(_certificate: Certificate, _key: KeyObject): boolean {
  throw new Error("not written yet");
}
