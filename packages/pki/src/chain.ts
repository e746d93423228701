// The verdict on a chain, in libvirt's words.
import type { Certificate } from "./certificate.js";
import { Status, verifyChain, verifyPath } from "./chain-status.js";
import type { RevocationList } from "./crl.js";
import { sameName } from "./distinguished-name.js";
import { maxCertificates } from "./limits.js";
import type { Hash } from "./signature.js";

/** Hashes that are too weak for certificates, unless the priority string says otherwise. */
export type WeakHash = Extract<Hash, "md5" | "sha1" | "ripemd160">;

export interface Trust {
  readonly cas: readonly Certificate[];
  readonly crls?: readonly RevocationList[];
  readonly now?: Date;
  /** Bits of security every key and signature must have (TlsSettings has it). Default: 80, as NORMAL. */
  readonly minSecurityBits?: number;
  readonly allowedHashes?: readonly WeakHash[];
  /** %VERIFY_DISABLE_CRL_CHECKS. */
  readonly ignoreCrls?: boolean;
}

/** NORMAL's profile, "low". */
export const defaultSecurityBits = 80;

/**
 * undefined: the chain is trusted. Otherwise libvirt's reason, as "The certificate hasn't got a known issuer."
 * The first certificate is the one in question, the others may stand in any order. Says nothing about names,
 * purposes and usages: checkPeer does.
 */
export function chainProblem(chain: readonly Certificate[], trust: Trust): string | undefined {
  return reasonOf(chainStatus(chain, trust));
}

/** GnuTLS' status bits for it. */
export function chainStatus(chain: readonly Certificate[], trust: Trust): number {
  if (chain.length === 0 || chain.length > maxCertificates) return Status.invalid;
  const crls = trust.ignoreCrls === true ? [] : newest(trust.crls ?? [], trust.cas);
  return verifyChain(chain, trust.cas, crls, rules(trust));
}

/** Our own certificate as libvirt judges it at start: no chain, no revocation, no security level. */
export function ownProblem(own: Certificate, cas: readonly Certificate[], now: Date): string | undefined {
  return reasonOf(ownStatus(own, cas, now));
}

export function ownStatus(own: Certificate, cas: readonly Certificate[], now: Date): number {
  return verifyPath([own], cas, rules({ cas, now, minSecurityBits: 0 }));
}

function rules({ now = new Date(), minSecurityBits = defaultSecurityBits, allowedHashes = [] }: Trust) {
  return {
    now: Math.floor(now.getTime() / 1000),
    minSecurityBits,
    allowedHashes: new Set<Hash>(allowedHashes),
  };
}

/** A later one of several reasons is the one that libvirt tells. */
const reasons: readonly (readonly [bit: number, reason: string])[] = [
  [Status.invalid, "The certificate is not trusted."],
  [Status.signerNotFound, "The certificate hasn't got a known issuer."],
  [Status.revoked, "The certificate has been revoked."],
  [Status.insecureAlgorithm, "The certificate uses an insecure algorithm"],
];

function reasonOf(status: number): string | undefined {
  if (status === 0) return undefined;
  return reasons.findLast(([bit]) => (status & bit) !== 0)?.[1] ?? "Invalid certificate";
}

/**
 * As GnuTLS: of several lists of an issuer the newest counts, expired or not. Unlike GnuTLS, one that no CA signed
 * takes the place of none that a CA did.
 */
function newest(crls: readonly RevocationList[], cas: readonly Certificate[]): readonly RevocationList[] {
  if (crls.length < 2) return crls;
  const kept: { crl: RevocationList; signed: boolean }[] = [];
  for (const crl of crls) {
    const signed = cas.some((ca) => crl.isSignedBy(ca));
    const at = kept.findIndex((other) => other.signed === signed && sameName(other.crl.issuer, crl.issuer));
    if (at < 0) kept.push({ crl, signed });
    else if (crl.thisUpdate >= kept[at]!.crl.thisUpdate) kept[at] = { crl, signed };
  }
  return kept.map(({ crl }) => crl);
}
