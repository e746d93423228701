// GnuTLS priority strings as settings of Node's TLS.

/** `SecureContextOptions` of node:tls take the first five as they are. */
export interface TlsSettings {
  readonly minVersion: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  readonly maxVersion: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  readonly ciphers?: string;
  readonly sigalgs?: string;
  readonly ecdhCurve?: string;
  /** What the certificates must have (GnuTLS' profile), for Trust. */
  readonly minSecurityBits: number;
}

/** null: what libvirt does without a setting, "NORMAL". Throws CertificateError that names what cannot be mapped. */
export function tlsSettings(_priority: string | null): TlsSettings {
  throw new Error("not written yet");
}
