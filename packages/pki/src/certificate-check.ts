// libvirt's checks of its own and of the other side's certificates.
import type { Certificate } from "./certificate.js";
import type { Trust } from "./chain.js";

export type Role = "server" | "client";
export type Warn = (text: string) => void;

/** Throws CertificateError with libvirt's text (`name` is the file, or "[session]"); non-critical findings go to `warn`. */
export function checkCertificate(
  _certificate: Certificate,
  _name: string,
  _role: Role,
  _isCa: boolean,
  _now: Date,
  _warn: Warn,
): void {
  throw new Error("not written yet");
}

/** The check at start: own certificate and every CA as above, then the pair. `role` is our own. */
export function checkOwnCredentials(
  _own: { readonly chain: readonly Certificate[]; readonly file: string } | undefined,
  _ca: { readonly cas: readonly Certificate[]; readonly file: string },
  _role: Role,
  _now: Date,
  _warn: Warn,
): void {
  throw new Error("not written yet");
}

/** Whose certificate it is (`role` is the peer's), and what it is held against. */
export interface Peer {
  readonly role: Role;
  /** Of a server: the host that was asked for. */
  readonly host?: string;
  /** Of a client: tls_allowed_dn_list. null or absent: every name. */
  readonly allowedDns?: readonly string[] | null;
}

/** The other side's chain. Throws CertificateError with the reason libvirt logs. */
export function checkPeer(_chain: readonly Certificate[], _trust: Trust, _who: Peer, _warn: Warn): void {
  throw new Error("not written yet");
}
