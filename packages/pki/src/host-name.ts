// Does a certificate belong to a host? gnutls_x509_crt_check_hostname.
import type { Certificate } from "./certificate.js";

/** `host` is a name or an address without brackets. */
export function matchesHost(_certificate: Certificate, _host: string): boolean {
  throw new Error("not written yet");
}
