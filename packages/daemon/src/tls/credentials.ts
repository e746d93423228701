// Certificates, key and revocation list from their files to what a handshake needs, checked in libvirtd's order and
// refused in its words (watched with 9.0.0).

import { constants } from "node:crypto";
import { accessSync, constants as fsConstants } from "node:fs";
import { createSecureContext, type SecureContext } from "node:tls";
import {
  Certificate,
  CertificateError,
  checkCertificate,
  checkOwnCredentials,
  handshakeProblem,
  keyMatches,
  pemBlocks,
  type RevocationList,
  readCas,
  readCrls,
  readOwnCertificate,
  readPrivateKey,
  type TlsSettings,
  type Trust,
  tlsSettings,
  type Warn,
} from "@virtgate/pki";
import type { TlsFiles, TlsListener } from "../config/config.js";
import { errnoText } from "../config/errno-text.js";
import type { ClientHello } from "../listen/client-hello.js";
import { certificateOfName } from "./ca-names.js";
import type { Ending } from "./expiry.js";
import { nameText } from "./name.js";
import { ownOffer } from "./own-offer.js";
import { isThere, othersMay, readTlsFile } from "./read-file.js";

export interface Credentials {
  readonly context: SecureContext;
  /** What we and OpenSSL can do with it; undefined when OpenSSL does not say. */
  readonly offer: ClientHello | undefined;
  /** What clients' certificates are held against. */
  readonly trust: Trust;
  /** Everything that was loaded and runs out one day. */
  readonly endings: readonly Ending[];
}

/**
 * Throws an Error with libvirtd's text, or with ours where libvirtd takes what we cannot use. `warn` hears what is odd
 * and may stay.
 */
export function loadCredentials(
  { files, checksOwn, priority }: Pick<TlsListener, "files" | "checksOwn" | "priority">,
  warn: Warn,
  now = new Date(),
): Credentials {
  const settings = settingsOf(priority);
  if (checksOwn) checkOwn(files, now, warn);
  const cas = trustedCas(files.ca);
  const crls = files.crl === null ? [] : revocationLists(files.crl);
  const { chain, certPem, keyPem } = readPair(files);
  if (othersMay(files.key) !== 0) {
    warn(`the private key ${files.key} can be read by every user of this machine: chmod o= ${files.key}`);
  }
  const possible = possibleWith(chain[0]!, settings);
  const context = contextOf(files, { certPem, keyPem, cas }, possible ?? settings);
  return {
    context,
    offer: possible === undefined ? nothing : ownOffer(context),
    trust: { ...settings, cas, crls },
    endings: [
      ...chain.map((certificate) => certificateEnding("certificate", files.cert, certificate)),
      ...cas.map((certificate) => certificateEnding("CA certificate", files.ca, certificate)),
      ...crls.flatMap((crl) => crlEnding(files.crl ?? "", crl)),
    ],
  };
}

/** libvirtd notices a priority string it cannot use when the first client comes, and then refuses every one. */
function settingsOf(priority: string | null): TlsSettings {
  try {
    return tlsSettings(priority);
  } catch (thrown) {
    throw new Error(messageOf(thrown));
  }
}

// --- whether what we show makes sense to a client; a file that cannot be read is the next step's matter ---

function checkOwn({ cert, ca }: TlsFiles, now: Date, warn: Warn): void {
  const own = mayRead(cert) ? readOwnCertificate({ file: cert, pem: readAll(cert) }, "server") : undefined;
  const cas = mayRead(ca) ? readCas({ file: ca, pem: readAll(ca) }) : undefined;
  if (own !== undefined && cas !== undefined) {
    checkOwnCredentials({ chain: [own], file: cert }, { cas, file: ca }, "server", now, warn);
  } else if (own !== undefined) {
    checkCertificate(own, cert, "server", false, now, warn);
  } else if (cas !== undefined) {
    checkOwnCredentials(undefined, { cas, file: ca }, "server", now, warn);
  }
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, fsConstants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function readAll(path: string): Buffer {
  try {
    return readTlsFile(path);
  } catch (thrown) {
    throw new Error(`Failed to read file '${path}': ${errnoText(thrown)}`);
  }
}

// --- what the handshake uses ---

const cannotRead = "Error while reading file.";

function trustedCas(path: string): Certificate[] {
  requireFile("CA certificate", path);
  const problem = `Unable to set x509 CA certificate: ${path}`;
  const pem = readOr(path, problem);
  // GnuTLS takes a file without a certificate for an empty list, which trusts nobody.
  if (pemBlocks(pem, "CERTIFICATE").length === 0) return [];
  return understood(problem, () => Certificate.listFromPem(pem));
}

function revocationLists(path: string): RevocationList[] {
  if (!isThere(path)) return [];
  return readCrls({
    file: path,
    pem: readOr(path, `Unable to set x509 certificate revocation list: ${path}`),
  });
}

function readPair({ cert, key }: TlsFiles) {
  requireFile("certificate", cert);
  requireFile("private key", key);
  const problem = `Unable to set x509 key and certificate: ${key}, ${cert}`;
  const keyPem = readOr(key, problem);
  const text = keyPem.toString("latin1");
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new Error(`${problem}: The requested data were not available.`);
  }
  if (/ENCRYPTED/.test(text)) throw new Error(`${problem}: Decryption has failed.`);
  const privateKey = understood(problem, () => readPrivateKey(keyPem));
  const certPem = readOr(cert, problem);
  if (pemBlocks(certPem, "CERTIFICATE").length === 0) throw new Error(`${problem}: Base64 decoding error.`);
  const chain = understood(problem, () => Certificate.listFromPem(certPem));
  if (!keyMatches(chain[0]!, privateKey)) {
    throw new Error(`${problem}: The certificate and the given key do not match.`);
  }
  return { chain, certPem, keyPem };
}

function requireFile(kind: string, path: string): void {
  try {
    accessSync(path, fsConstants.F_OK);
  } catch (thrown) {
    throw new Error(`Cannot read ${kind} '${path}': ${errnoText(thrown)}`);
  }
}

function readOr(path: string, problem: string): Buffer {
  try {
    return readTlsFile(path);
  } catch {
    throw new Error(`${problem}: ${cannotRead}`);
  }
}

function understood<T>(problem: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw new Error(`${problem}: ${messageOf(thrown)}`);
  }
}

interface Material {
  readonly certPem: Buffer;
  readonly keyPem: Buffer;
  readonly cas: readonly Certificate[];
}

function contextOf({ cert, key }: TlsFiles, material: Material, settings: TlsSettings): SecureContext {
  try {
    return createContext(material, settings);
  } catch (thrown) {
    const { code, reason, message } = thrown as Error & { code?: string; reason?: string };
    // GnuTLS leaves it to the client what to think of an old hash or a short key.
    if (weakness.test(code ?? "")) return createContext(material, atLevelZero(settings));
    throw new Error(`Unable to set x509 key and certificate: ${key}, ${cert}: ${reason ?? message}`);
  }
}

const weakness = /^ERR_SSL_(CA|EE)_(MD_TOO_WEAK|KEY_TOO_SMALL)$/;

function atLevelZero(settings: TlsSettings): TlsSettings {
  const { ciphers = "" } = settings;
  // The level counts for the versions before TLS 1.3, and is read only where there is a suite for them.
  const others = ciphers.split(":").every((name) => name.startsWith("TLS_")) ? ":ALL" : "";
  return { ...settings, ciphers: `${ciphers}${others}:@SECLEVEL=0` };
}

function createContext({ certPem, keyPem, cas }: Material, settings: TlsSettings): SecureContext {
  const { minSecurityBits: _bits, allowedHashes: _hashes, ignoreCrls: _ignore, ...options } = settings;
  return createSecureContext({
    ...options,
    cert: certPem,
    key: keyPem,
    ca: cas.map(({ subject }) => certificateOfName(subject.der)),
    secureOptions:
      options.secureOptions |
      constants.SSL_OP_NO_TICKET |
      constants.SSL_OP_NO_RENEGOTIATION |
      constants.SSL_OP_NO_COMPRESSION |
      constants.SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION,
    sessionIdContext: "virtgated",
  });
}

/**
 * What GnuTLS leaves of the settings for a certificate that is not for signing, or not for encipherment, whether it says
 * so critically or not. Undefined: nothing.
 */
function possibleWith(certificate: Certificate, settings: TlsSettings): TlsSettings | undefined {
  const signs = handshakeProblem(certificate, "signed") === undefined;
  const isRsa = certificate.x509.publicKey.asymmetricKeyType === "rsa";
  const enciphers = isRsa && handshakeProblem(certificate, "rsa") === undefined;
  if (signs && enciphers) return settings;
  const ciphers = (settings.ciphers ?? "").split(":").filter((name) => {
    if (isNoSuite(name)) return true;
    return /^(ECDHE-|DHE-|TLS_)/.test(name) ? signs : enciphers;
  });
  if (ciphers.every(isNoSuite)) return undefined;
  if (signs) return { ...settings, ciphers: ciphers.join(":") };
  if (settings.minVersion === "TLSv1.3") return undefined;
  const maxVersion = settings.maxVersion === "TLSv1.3" ? "TLSv1.2" : settings.maxVersion;
  return { ...settings, maxVersion, ciphers: ciphers.join(":") };
}

const isNoSuite = (name: string): boolean => name === "ALL" || name.startsWith("@");

const nothing: ClientHello = { versions: [], cipherSuites: [] };

// --- what runs out ---

function certificateEnding(
  what: string,
  file: string,
  { subject, notAfter, serialNumber }: Certificate,
): Ending {
  return {
    what,
    file,
    name: nameText(subject),
    at: notAfter,
    id: `${what} ${serialNumber} ${notAfter.getTime()}`,
  };
}

function crlEnding(file: string, { issuer, nextUpdate }: RevocationList): Ending[] {
  if (nextUpdate === undefined) return [];
  const what = "revocation list";
  return [{ what, file, name: nameText(issuer), at: nextUpdate, id: `${what} ${nextUpdate.getTime()}` }];
}

/** Only refusals are answered: a mistake of ours keeps its stack. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof CertificateError) return thrown.message;
  throw thrown;
}
