// The contents of the files libvirt names in its configuration, read with libvirt's texts for what cannot be read.
// Opening the files is the caller's work; `file` is only for the text.
import type { KeyObject } from "node:crypto";
import { Certificate } from "./certificate.js";
import type { Role } from "./certificate-check.js";
import { RevocationList } from "./crl.js";
import { keyMatches, readPrivateKey } from "./key.js";
import { pemBytes, scanPem } from "./pem.js";
import { CertificateError } from "./problem.js";

export interface CredentialFile {
  readonly file: string;
  readonly pem: string | Uint8Array;
}

/** The CAs of a file. Throws CertificateError "Unable to import CA certificate list FILE". */
export function readCas({ file, pem }: CredentialFile): Certificate[] {
  return orElse(`Unable to import CA certificate list ${file}`, () => Certificate.listFromPem(pem));
}

/**
 * Our own certificate, with those that lead to the CA behind it. Throws CertificateError "Unable to import server
 * certificate FILE" for the first; what is wrong with the others is said by readOwnKey.
 */
export function readOwnCertificate({ file, pem }: CredentialFile, role: Role): Certificate {
  return orElse(`Unable to import ${role} certificate ${file}`, () => {
    const first = scanPem(pem).find(({ label }) => label === "CERTIFICATE" || label === "X509 CERTIFICATE");
    if (first === undefined) throw new CertificateError("no PEM block of a certificate");
    return Certificate.fromDer(pemBytes(first));
  });
}

/**
 * The whole chain of our own and its key, which must belong together. Throws CertificateError "Unable to set x509 key
 * and certificate: KEYFILE, CERTFILE: " and why. Without a passphrase an encrypted key is "Decryption has failed.", as
 * libvirt, which has none to give.
 */
export function readOwnKey(
  certificate: CredentialFile,
  key: CredentialFile,
  passphrase?: string,
): { chain: Certificate[]; key: KeyObject } {
  const refuse = (why: string) =>
    new CertificateError(`Unable to set x509 key and certificate: ${key.file}, ${certificate.file}: ${why}`);
  try {
    const chain = Certificate.listFromPem(certificate.pem);
    const privateKey = readPrivateKey(key.pem, passphrase);
    if (!keyMatches(chain[0]!, privateKey)) throw refuse("The certificate and the given key do not match.");
    return { chain, key: privateKey };
  } catch (problem) {
    if (!(problem instanceof CertificateError) || problem.message.startsWith("Unable to set")) throw problem;
    throw refuse(gnutlsReasons.get(problem.message) ?? problem.message);
  }
}

/** Ours that GnuTLS has words for. */
const gnutlsReasons: ReadonlyMap<string, string> = new Map([
  ["no PEM block of a private key", "The requested data were not available."],
  ["the private key is encrypted, and there is no passphrase for it", "Decryption has failed."],
]);

/** Throws CertificateError "Unable to set x509 certificate revocation list: FILE: " and why. */
export function readCrls({ file, pem }: CredentialFile): RevocationList[] {
  try {
    return RevocationList.listFromPem(pem);
  } catch (problem) {
    if (!(problem instanceof CertificateError)) throw problem;
    const none = problem.message === "no PEM block of a revocation list";
    const why = none ? "Base64 decoding error." : problem.message;
    throw new CertificateError(`Unable to set x509 certificate revocation list: ${file}: ${why}`);
  }
}

function orElse<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (problem) {
    if (!(problem instanceof CertificateError)) throw problem;
    // libvirt says no more; the reason is for whoever looks further.
    throw new CertificateError(text, { cause: problem });
  }
}
