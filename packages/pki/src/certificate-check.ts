// libvirt's checks of its own and of the other side's certificates: their order, their texts, and what is only warned
// about. Facts: libvirt 9.0.0, virnettlscontext.
import type { Certificate } from "./certificate.js";
import { chainProblem, ownProblem, type Trust } from "./chain.js";
import { dnText } from "./distinguished-name.js";
import { matchesPattern } from "./dn-pattern.js";
import { matchesHost } from "./host-name.js";
import { type KeyUsage, purposeOids } from "./key-usage.js";
import { maxCertificates } from "./limits.js";
import { CertificateError } from "./problem.js";

export type Role = "server" | "client";
export type Warn = (text: string) => void;

/**
 * Time, basic constraints, key usage and (not of a CA) purpose, in this order. Throws CertificateError with libvirt's
 * text (`name` is the file, or "[session]"); what is wrong in an extension that is not critical goes to `warn`.
 */
export function checkCertificate(
  certificate: Certificate,
  name: string,
  role: Role,
  isCa: boolean,
  now: Date,
  warn: Warn,
): void {
  checkTimes(certificate, name, isCa ? "CA" : role, now);
  checkBasicConstraints(certificate, name, role, isCa);
  checkKeyUsage(certificate, name, isCa, warn);
  if (!isCa) checkPurpose(certificate, name, role, warn);
}

function checkTimes({ notBefore, notAfter }: Certificate, name: string, kind: Role | "CA", now: Date): void {
  const seconds = Math.floor(now.getTime() / 1000);
  if (notAfter.getTime() / 1000 < seconds) {
    throw new CertificateError(`The ${kind} certificate ${name} has expired`);
  }
  if (notBefore.getTime() / 1000 > seconds) {
    throw new CertificateError(`The ${kind} certificate ${name} is not yet active`);
  }
}

function checkBasicConstraints(
  { basicConstraints }: Certificate,
  name: string,
  role: Role,
  isCa: boolean,
): void {
  if (isCa && basicConstraints === undefined) {
    throw new CertificateError(`The certificate ${name} is missing basic constraints for a CA`);
  }
  if (isCa && basicConstraints?.ca !== true) {
    throw new CertificateError(`The certificate ${name} basic constraints do not show a CA`);
  }
  if (!isCa && basicConstraints?.ca === true) {
    throw new CertificateError(
      `The certificate ${name} basic constraints show a CA, but we need one for a ${role}`,
    );
  }
}

const usageTexts: readonly (readonly [KeyUsage, string])[] = [
  ["digitalSignature", "digital signature"],
  ["keyEncipherment", "key encipherment"],
];
const usageTextsOfCa: readonly (readonly [KeyUsage, string])[] = [["keyCertSign", "certificate signing"]];

function checkKeyUsage({ keyUsage }: Certificate, name: string, isCa: boolean, warn: Warn): void {
  if (keyUsage === undefined) return;
  for (const [usage, text] of isCa ? usageTextsOfCa : usageTexts) {
    if (keyUsage.usages.has(usage)) continue;
    refuse(`Certificate ${name} usage does not permit ${text}`, keyUsage.critical, warn);
  }
}

/**
 * An unknown purpose permits both roles, and "any" alone permits neither: libvirt has the comparison the wrong way
 * round, and every libvirt peer judges so.
 */
function checkPurpose({ extendedKeyUsage }: Certificate, name: string, role: Role, warn: Warn): void {
  if (extendedKeyUsage === undefined || extendedKeyUsage.purposes.length === 0) return;
  const own = role === "server" ? purposeOids.tlsServer : purposeOids.tlsClient;
  const known: readonly string[] = [purposeOids.tlsServer, purposeOids.tlsClient, purposeOids.any];
  if (extendedKeyUsage.purposes.some((purpose) => purpose === own || !known.includes(purpose))) return;
  const text = `Certificate ${name} purpose does not allow use for with a TLS ${role}`;
  refuse(text, extendedKeyUsage.critical, warn);
}

function refuse(text: string, critical: boolean, warn: Warn): void {
  if (critical) throw new CertificateError(text);
  warn(text);
}

/**
 * The check at start: own certificate (the first of its file) and every CA as above, then the pair. `role` is our own.
 * Without `own` (a client without certificate) only the CAs are checked. Like libvirt, it looks at the first 16 CAs; a
 * session knows them all.
 */
export function checkOwnCredentials(
  own: { readonly chain: readonly Certificate[]; readonly file: string } | undefined,
  ca: { readonly cas: readonly Certificate[]; readonly file: string },
  role: Role,
  now: Date,
  warn: Warn,
): void {
  const cas = ca.cas.slice(0, maxCertificates);
  const certificate = own?.chain[0];
  if (own !== undefined && certificate !== undefined) {
    checkCertificate(certificate, own.file, role, false, now, warn);
  }
  for (const one of cas) checkCertificate(one, ca.file, role, true, now, warn);
  if (own === undefined || certificate === undefined || cas.length === 0) return;
  const reason = ownProblem(certificate, cas, now);
  if (reason === undefined) return;
  throw new CertificateError(
    `Our own certificate ${own.file} failed validation against ${ca.file}: ${reason}`,
  );
}

/** Whose certificate it is (`role` is the peer's), and what it is held against. */
export interface Peer {
  readonly role: Role;
  /** Of a server: the host that was asked for. */
  readonly host?: string;
  /** Of a client: tls_allowed_dn_list. null or absent: every name; empty: none. */
  readonly allowedDns?: readonly string[] | null;
}

/** The TLS extension a certificate may demand (RFC 7633, RFC 6066). */
const statusRequest = 5;

/**
 * What ends GnuTLS' handshake because of the other side's certificate, before any of libvirt's checks and even without
 * verification: a key usage, critical or not, that has something in it but no digital signature. libvirt says
 * "TLS handshake failed " and this. With RSA key exchange (no forward secrecy) it is key encipherment that counts.
 */
export function handshakeProblem(
  certificate: Certificate,
  keyExchange: "signed" | "rsa" = "signed",
): string | undefined {
  const usages = certificate.keyUsage?.usages;
  if (usages === undefined || usages.size === 0) return undefined;
  if (usages.has(keyExchange === "rsa" ? "keyEncipherment" : "digitalSignature")) return undefined;
  return "Key usage violation in certificate has been detected.";
}

const notAllowed =
  "Client's Distinguished Name is not on the list of allowed clients (tls_allowed_dn_list).  Use 'virt-pki-query-dn " +
  "clientcert.pem' to view the Distinguished Name field in the client certificate, or run this daemon with --verbose " +
  "option.";

/**
 * The other side's chain, its own certificate first. Throws CertificateError with the reason libvirt logs; what it
 * tells the other side is the caller's ("Failed to verify peer's certificate", or nothing at all).
 */
export function checkPeer(chain: readonly Certificate[], trust: Trust, who: Peer, warn: Warn): void {
  const first = chain[0];
  if (first === undefined) throw new CertificateError("Unable to verify TLS peer: No certificate was found.");
  if (chain.length > maxCertificates) {
    throw new CertificateError("Unable to verify TLS peer: Some constraint limits were reached.");
  }
  const now = trust.now ?? new Date();
  const reason = chainProblem(chain, { ...trust, now }) ?? staplingProblem(chain, who.role);
  if (reason !== undefined) throw new CertificateError(`Certificate failed validation: ${reason}`);
  for (const certificate of chain) {
    // Here libvirt names the certificate after its own role, not the other side's.
    const own = who.role === "server" ? "client" : "server";
    checkTimes(certificate, "[session]", certificate === first ? own : "CA", now);
    if (certificate === first) checkPeerCertificate(certificate, who, warn);
  }
}

/** GnuTLS' client asks servers for OCSP responses, and none of libvirt's servers has one to give. */
function staplingProblem(chain: readonly Certificate[], role: Role): string | undefined {
  const promised = role === "server" && chain.some(({ tlsFeatures }) => tlsFeatures?.includes(statusRequest));
  return promised ? "The certificate is not trusted." : undefined;
}

function checkPeerCertificate(certificate: Certificate, who: Peer, warn: Warn): void {
  const name = peerName(certificate);
  if (who.allowedDns && !who.allowedDns.some((pattern) => matchesPattern(pattern, name))) {
    throw new CertificateError(notAllowed);
  }
  if (who.host !== undefined && !matchesHost(certificate, who.host)) {
    throw new CertificateError(`Certificate [session] owner does not match the hostname ${who.host}`);
  }
  checkBasicConstraints(certificate, "[session]", who.role, false);
  checkKeyUsage(certificate, "[session]", false, warn);
  checkPurpose(certificate, "[session]", who.role, warn);
}

function peerName(certificate: Certificate): string {
  try {
    return dnText(certificate.subject);
  } catch (problem) {
    if (!(problem instanceof CertificateError)) throw problem;
    throw new CertificateError(`Failed to get certificate [session] distinguished name: ${problem.message}`);
  }
}
