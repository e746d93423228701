// The verification of a chain in GnuTLS 3.7.9's steps and with its outcome, bit by bit: what
// gnutls_x509_trust_list_verify_crt2 does for the other side's chain and gnutls_x509_crt_list_verify for our own.
import { sameBytes } from "./bytes.js";
import type { Certificate } from "./certificate.js";
import type { RevocationList } from "./crl.js";
import { sameName } from "./distinguished-name.js";
import { ExtensionOid } from "./extension.js";
import { keySecurityBits } from "./key-strength.js";
import { satisfies } from "./name-constraints.js";
import { type Hash, type SignatureKind, signatureKind } from "./signature.js";

/** gnutls_certificate_status_t. */
export const Status = {
  invalid: 1 << 1,
  revoked: 1 << 5,
  signerNotFound: 1 << 6,
  signerNotCa: 1 << 7,
  insecureAlgorithm: 1 << 8,
  notActivated: 1 << 9,
  expired: 1 << 10,
  signatureFailure: 1 << 11,
  signerConstraintsFailure: 1 << 16,
  unknownCriticalExtensions: 1 << 21,
} as const;

export interface Rules {
  /** Seconds since 1970. */
  readonly now: number;
  readonly minSecurityBits: number;
  readonly allowedHashes: ReadonlySet<Hash>;
}

/** Extensions whose meaning GnuTLS knows, or ignores safely, when they are critical. */
const supportedCritical: ReadonlySet<string> = new Set([
  ExtensionOid.subjectKeyId,
  ExtensionOid.keyUsage,
  ExtensionOid.subjectAltName,
  ExtensionOid.issuerAltName,
  ExtensionOid.basicConstraints,
  ExtensionOid.nameConstraints,
  ExtensionOid.crlDistributionPoints,
  ExtensionOid.policies,
  ExtensionOid.authorityKeyId,
  ExtensionOid.extendedKeyUsage,
  ExtensionOid.inhibitAnyPolicy,
  ExtensionOid.authorityInfoAccess,
  ExtensionOid.proxyCertificate,
  ExtensionOid.tlsFeatures,
]);

/** Longest path without a constraint of its own (MAX_VERIFY_DEPTH). */
const maxPathLength = 4096;

/** Name and, where both have one, key identifier. Says nothing about the signature. */
export function isIssuer(certificate: Certificate, issuer: Certificate): boolean {
  if (!sameName(certificate.issuer, issuer.subject)) return false;
  const [wanted, given] = [certificate.authorityKeyId, issuer.subjectKeyId];
  return wanted === undefined || given === undefined || sameBytes(wanted, given);
}

/** The other side's chain, in any order and with anything in it, against the CAs and lists of revoked ones. */
export function verifyChain(
  given: readonly Certificate[],
  trusted: readonly Certificate[],
  crls: readonly RevocationList[],
  rules: Rules,
): number {
  const cas = trusted.filter((ca, index) => trusted.findIndex((other) => other.equals(ca)) === index);
  const chain = shortened(sorted(given, cas), cas);
  const last = chain[chain.length - 1]!;
  // GnuTLS keeps its CAs by the bytes of their names, and looks no further.
  const named = (name: Uint8Array) => cas.filter((ca) => sameBytes(ca.subject.der, name));
  let status = verifyPath(chain, named(last.issuer.der), rules);
  const superseded = status & (Status.signerNotFound | Status.expired | Status.insecureAlgorithm);
  if (superseded !== 0 && !sameBytes(last.subject.der, last.issuer.der)) {
    const again = verifyPath(chain, named(last.subject.der), rules);
    status = again !== 0 && (status & Status.signerNotFound) === 0 ? status : again;
  }
  if (status !== 0) return status;
  return chain.some((one) => isRevoked(one, crls)) ? Status.invalid | Status.revoked : 0;
}

function isRevoked(certificate: Certificate, crls: readonly RevocationList[]): boolean {
  return crls.some(
    (crl) => crl.isRevoked(certificate.serialNumber) && sameName(crl.issuer, certificate.issuer),
  );
}

/** The chain as far as it leads from its first certificate: up to one whose issuer is a CA. */
function sorted(given: readonly Certificate[], cas: readonly Certificate[]): Certificate[] {
  let chain = [...given];
  const seen: Certificate[] = [];
  let at = 0;
  while (at < chain.length) {
    const { ordered, length } = segment(chain.slice(at));
    chain = [...chain.slice(0, at), ...ordered];
    const twice = chain.findIndex(
      (one, index) => index >= at && index < at + length && seen.some((other) => other.equals(one)),
    );
    if (twice >= 0) {
      // GnuTLS moves one certificate into the gap where it means to move all: the last one is lost.
      chain.copyWithin(twice, twice + 1, twice + 2);
      chain.pop();
      continue;
    }
    seen.push(...chain.slice(at, at + length));
    at += length;
    const last = chain[at - 1]!;
    const known = cas.some((ca) => sameBytes(ca.subject.der, last.issuer.der) && isIssuer(last, ca));
    if (known) return chain.slice(0, at);
  }
  return chain;
}

/** The first certificate, its issuer, and so on as long as there is one; then what is left. */
function segment(list: readonly Certificate[]): { ordered: Certificate[]; length: number } {
  const used = new Set([0]);
  let at = 0;
  while (!isIssuer(list[at]!, list[at]!)) {
    const current = at;
    const next = list.findIndex(
      (other, index) => index > 0 && index !== current && isIssuer(list[current]!, other),
    );
    if (next < 0 || used.has(next)) break;
    used.add(next);
    at = next;
  }
  const rest = list.filter((_, index) => !used.has(index));
  return { ordered: [...[...used].map((index) => list[index]!), ...rest], length: used.size };
}

/** Without the root the other side sent, and without what follows a root that is trusted. */
function shortened(chain: readonly Certificate[], cas: readonly Certificate[]): Certificate[] {
  const last = chain[chain.length - 1]!;
  const length = chain.length > 1 && isIssuer(last, last) ? chain.length - 1 : chain.length;
  // GnuTLS looks among the CAs of the issuer's name, so it finds those that issued themselves.
  const isTrusted = (one: Certificate) =>
    sameBytes(one.subject.der, one.issuer.der) && cas.some((ca) => ca.equals(one));
  const cut = chain.findIndex((one, index) => index > 0 && index < length && isTrusted(one));
  return chain.slice(0, cut < 0 ? length : cut + 1);
}

interface Path {
  remaining: number;
  readonly issuers: Certificate[];
}

/** An ordered chain against CAs. 0: trusted. */
export function verifyPath(chain: readonly Certificate[], cas: readonly Certificate[], rules: Rules): number {
  let length = chain.length;
  if (length > 1 && isIssuer(chain[length - 1]!, chain[length - 1]!)) length--;
  for (let index = 0; index < length; index++) {
    // A CA may have been re-issued: above the first certificate, the same name and key will do.
    const trusted = cas.find((ca) =>
      index === 0 ? ca.equals(chain[0]!) : sameNameAndKey(ca, chain[index]!),
    );
    if (trusted === undefined) continue;
    const status = anchorStatus(trusted, rules);
    if (status !== 0) return status;
    length = index;
  }
  if (length === 0) return 0;
  const path: Path = { remaining: maxPathLength, issuers: [] };
  const top = verifyOne(chain[length - 1]!, cas, path, rules, { end: length === 1, versionOneCas: true });
  if (top !== 0) return top | Status.invalid;
  for (let index = length - 1; index > 0; index--) {
    const options = { end: index === 1, versionOneCas: false };
    const status = verifyOne(chain[index - 1]!, [chain[index]!], path, rules, options);
    if (status !== 0) return status | Status.invalid;
  }
  return 0;
}

function sameNameAndKey(a: Certificate, b: Certificate): boolean {
  return sameName(a.subject, b.subject) && sameBytes(a.publicKeyDer, b.publicKeyDer);
}

/** A CA that is trusted as it stands: its time and its key count, not who signed it. */
function anchorStatus(ca: Certificate, rules: Rules): number {
  const weak =
    signatureKind(ca.algorithm) !== undefined && keySecurityBits(ca.publicKeyDer) < rules.minSecurityBits;
  return timeStatus(ca, rules.now) | (weak ? Status.insecureAlgorithm | Status.invalid : 0);
}

function timeStatus({ notBefore, notAfter }: Certificate, now: number): number {
  if (now < notBefore.getTime() / 1000) return Status.notActivated | Status.invalid;
  if (now > notAfter.getTime() / 1000) return Status.expired | Status.invalid;
  return 0;
}

interface Position {
  /** It is the certificate the chain is about. */
  readonly end: boolean;
  /** A certificate without basic constraints may be a CA: only one we were told to trust. */
  readonly versionOneCas: boolean;
}

function verifyOne(
  certificate: Certificate,
  cas: readonly Certificate[],
  path: Path,
  rules: Rules,
  position: Position,
): number {
  if (path.remaining === 0) return Status.signerConstraintsFailure;
  path.remaining--;
  const issuer = findIssuer(certificate, cas, rules.now);
  const kind = signatureKind(certificate.algorithm);
  let status = kind === undefined ? Status.invalid : 0;
  if (issuer === undefined) {
    status |= Status.signerNotFound;
  } else {
    path.issuers.push(issuer);
    status |= constraintStatus(certificate, path.issuers, position.end);
    status |= authorityStatus(certificate, issuer, path, position.versionOneCas);
    if (kind !== undefined && !certificate.isSignedBy(issuer)) status |= Status.signatureFailure;
    if (hasUnknownCritical(issuer)) status |= Status.unknownCriticalExtensions;
    status |= timeStatus(issuer, rules.now);
  }
  if (position.end && hasUnknownCritical(certificate)) status |= Status.unknownCriticalExtensions;
  if (kind !== undefined && isWeak(certificate, issuer, kind, rules)) status |= Status.insecureAlgorithm;
  status |= timeStatus(certificate, rules.now);
  return status === 0 ? 0 : status | Status.invalid;
}

/** The first by name; of several, the last that is valid now. */
function findIssuer(
  certificate: Certificate,
  cas: readonly Certificate[],
  now: number,
): Certificate | undefined {
  let found: Certificate | undefined;
  for (const ca of cas) {
    if (!isIssuer(certificate, ca)) continue;
    const valid = now < ca.notAfter.getTime() / 1000 && now >= ca.notBefore.getTime() / 1000;
    if (found === undefined || valid) found = ca;
  }
  return found;
}

function constraintStatus(certificate: Certificate, issuers: readonly Certificate[], end: boolean): number {
  const named =
    !end ||
    issuers.every((ca) => ca.nameConstraints === undefined || satisfies(certificate, ca.nameConstraints));
  // What a CA must be able to do in TLS, all below it must be.
  const wanted = issuers.flatMap((ca) => ca.tlsFeatures ?? []);
  const has = certificate.tlsFeatures ?? [];
  return named && wanted.every((feature) => has.includes(feature)) ? 0 : Status.signerConstraintsFailure;
}

/** May that issuer sign certificates? */
function authorityStatus(
  certificate: Certificate,
  issuer: Certificate,
  path: Path,
  versionOneCas: boolean,
): number {
  if (issuer.version === 1 && versionOneCas) return 0;
  let status = 0;
  const { basicConstraints, keyUsage } = issuer;
  if (!certificate.equals(issuer)) {
    if (basicConstraints?.ca === true) {
      path.remaining = Math.min(path.remaining, basicConstraints.pathLength ?? path.remaining);
    } else if (basicConstraints !== undefined || !versionOneCas || !isIssuer(issuer, issuer)) {
      status |= Status.signerNotCa;
    }
  }
  if (keyUsage !== undefined && !keyUsage.usages.has("keyCertSign"))
    status |= Status.signerConstraintsFailure;
  return status;
}

function hasUnknownCritical(certificate: Certificate): boolean {
  for (const { oid, critical } of certificate.extensions.values()) {
    if (critical && !supportedCritical.has(oid)) return true;
  }
  return false;
}

function isWeak(
  certificate: Certificate,
  issuer: Certificate | undefined,
  kind: SignatureKind,
  { minSecurityBits, allowedHashes }: Rules,
): boolean {
  if (kind.bits < minSecurityBits) return true;
  if (keySecurityBits(certificate.publicKeyDer) < minSecurityBits) return true;
  if (issuer !== undefined && keySecurityBits(issuer.publicKeyDer) < minSecurityBits) return true;
  return kind.insecure && !allowedHashes.has(kind.hash) && !isIssuer(certificate, certificate);
}
