// Certificates of clients that were let in before: reading one and its key costs more than judging it, and most clients
// come again. They are judged again all the same.

import { Certificate } from "@virtgate/pki";

/** At some 10 KiB each. */
const maxKnown = 256;

export class KnownCertificates {
  /** By their bytes; the one used last is last. */
  readonly #known = new Map<string, Certificate>();

  /** Throws CertificateError. */
  read(der: Buffer): Certificate {
    return this.#known.get(der.toString("latin1")) ?? Certificate.fromDer(der);
  }

  /** Only of clients that were let in: nobody else can make us forget them. */
  remember(certificates: readonly Certificate[]): void {
    for (const certificate of certificates) {
      const { buffer, byteOffset, byteLength } = certificate.der;
      const id = Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
      this.#known.delete(id);
      this.#known.set(id, certificate);
      if (this.#known.size > maxKnown) this.#known.delete(this.#known.keys().next().value!);
    }
  }
}
