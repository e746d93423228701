// The verdict on a chain, as gnutls_certificate_verify_peers2 gives it and libvirt words it.
import type { Certificate } from "./certificate.js";
import type { RevocationList } from "./crl.js";

export interface Trust {
  readonly cas: readonly Certificate[];
  readonly crls?: readonly RevocationList[];
  readonly now?: Date;
  /** Bits of security every key and signature must have (TlsSettings has it). Default: NORMAL's. */
  readonly minSecurityBits?: number;
}

/** undefined: trusted. Otherwise libvirt's reason, as "The certificate hasn't got a known issuer." */
export function chainProblem(_chain: readonly Certificate[], _trust: Trust): string | undefined {
  throw new Error("not written yet");
}
