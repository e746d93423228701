// Certificates that come again. Reading one takes 15 µs, but OpenSSL takes 300 µs to read its key and check its signature;
// a certificate remembers both, so whoever sees the same one often should keep it.
import { createHash } from "node:crypto";
import { Certificate } from "./certificate.js";
import { maxCachedCertificateBytes, maxCachedCertificates } from "./limits.js";

/** The last 256 certificates by their bytes. What they were judged to be is not kept: time and lists go on. */
export class CertificateCache {
  readonly #kept = new Map<string, Certificate>();

  /** As Certificate.fromDer, and the same object for the same bytes as long as it is kept. */
  fromDer(der: Uint8Array): Certificate {
    if (der.length > maxCachedCertificateBytes) return Certificate.fromDer(der);
    const id = createHash("sha256").update(der).digest("base64");
    const certificate = this.#kept.get(id) ?? Certificate.fromDer(der);
    this.#kept.delete(id);
    this.#kept.set(id, certificate);
    if (this.#kept.size > maxCachedCertificates) this.#kept.delete(this.#kept.keys().next().value!);
    return certificate;
  }
}
