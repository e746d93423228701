// Reads and judges a client's certificates before it connects, in libvirt's order and with its words: first its own
// sanity checks, then what GnuTLS would make of each file.

import { accessSync, closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import {
  Certificate,
  CertificateError,
  checkOwnCredentials,
  keyMatches,
  pemBlocks,
  RevocationList,
  readCas,
  readOwnCertificate,
  readPrivateKey,
} from "@virtgate/pki";
import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError, systemError } from "@virtgate/protocol";
import { errorNumber, errorText } from "../errno.js";
import { maxTlsFileBytes } from "../limits.js";
import type { TlsFiles } from "./tls-files.js";

export interface TlsCredentials {
  readonly cas: readonly Certificate[];
  readonly crls: readonly RevocationList[];
  /** PEM for node:tls. Absent for a client that does not say who it is. */
  readonly own: { readonly cert: string; readonly key: string } | undefined;
}

/** What libvirt's sanity checks read of a file, and how many authorities they look at. */
const sanityBytes = 65_536;
const sanityAuthorities = 16;

/**
 * Throws LibvirtError with libvirt's text. `sanity` false leaves out libvirt's own checks (`no_sanity=1`); what
 * cannot be used stays an error. `warn` is told of what libvirt only warns of.
 */
export function readTlsCredentials(
  files: TlsFiles,
  sanity: boolean,
  warn: (text: string) => void,
): TlsCredentials {
  if (sanity) checkSanity(files, warn);
  if (!isThere(files.ca)) {
    const code = accessProblem(files.ca, constants.F_OK);
    const detail = `Cannot read CA certificate '${files.ca}': ${errorText(code)}`;
    throw systemError(ErrorDomain.rpc, errorNumber(code), detail);
  }
  const cas = using(`Unable to set x509 CA certificate: ${files.ca}`, () =>
    certificatesIn(readWhole(files.ca)),
  );
  const crls = !isThere(files.crl)
    ? []
    : using(`Unable to set x509 certificate revocation list: ${files.crl}`, () =>
        revocationsIn(readWhole(files.crl)),
      );
  if (!isThere(files.certificate) || !isThere(files.key)) return { cas, crls, own: undefined };
  const own = using(`Unable to set x509 key and certificate: ${files.key}, ${files.certificate}`, () =>
    readOwn(files),
  );
  return { cas, crls, own };
}

/** Like libvirt, only what the user may read; the rest is reported when it is needed. */
function checkSanity(files: TlsFiles, warn: (text: string) => void): void {
  const { certificate: file, ca } = files;
  const chain = isReadable(file)
    ? importing(file, (pem) => [readOwnCertificate({ file, pem }, "client")])
    : undefined;
  const authorities = isReadable(ca) ? importing(ca, (pem) => readCas({ file: ca, pem })) : [];
  const own = chain === undefined ? undefined : { chain, file };
  const cas = authorities.slice(0, sanityAuthorities);
  inLibvirtsWords(() => checkOwnCredentials(own, { cas, file: ca }, "client", new Date(), warn));
}

function importing<T>(path: string, parse: (text: Buffer) => T): T {
  let text: Buffer;
  try {
    text = readUpTo(path, sanityBytes);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const detail = `Failed to read file '${path}': ${errorText(code)}`;
    throw systemError(ErrorDomain.none, errorNumber(code), detail);
  }
  return inLibvirtsWords(() => parse(text));
}

/** What @virtgate/pki refuses has libvirt's text already. */
function inLibvirtsWords<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof CertificateError)) throw thrown;
    throw failed(thrown.message, thrown);
  }
}

const certificatesIn = (text: Buffer): Certificate[] =>
  blocks(text, "CERTIFICATE").map((der) => parsing(der, Certificate.fromDer));

function revocationsIn(text: Buffer): RevocationList[] {
  const lists = blocks(text, "X509 CRL");
  if (lists.length === 0) throw new FileProblem("Base64 decoding error.");
  return lists.flatMap((der) => parsing(der, (one) => RevocationList.listFromPem(pem("X509 CRL", one))));
}

function readOwn(files: TlsFiles): { cert: string; key: string } {
  const keyText = readWhole(files.key).toString("latin1");
  if (!/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(keyText)) {
    throw new FileProblem("The requested data were not available.");
  }
  // libvirt has nobody to ask for a passphrase.
  if (/-----BEGIN ENCRYPTED|^Proc-Type:.*ENCRYPTED/m.test(keyText)) {
    throw new FileProblem("Decryption has failed.");
  }
  let key: ReturnType<typeof readPrivateKey>;
  try {
    key = readPrivateKey(keyText);
  } catch (thrown) {
    // Base64 of a sequence begins with M.
    const what = /PRIVATE KEY-----\s*M/.test(keyText) ? "DER parsing" : "TAG";
    throw new FileProblem(`ASN1 parser: Error in ${what}.`, { cause: thrown });
  }
  const [first, ...others] = certificatesIn(readWhole(files.certificate));
  if (first === undefined) throw new FileProblem("Base64 decoding error.");
  if (!keyMatches(first, key)) throw new FileProblem("The certificate and the given key do not match.");
  const chain = chainFrom(first, others);
  return {
    cert: chain.map(({ der }) => pem("CERTIFICATE", der)).join(""),
    key: key.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** The certificate, its issuer, and so on; what does not belong to it GnuTLS does not send, either. */
function chainFrom(first: Certificate, others: readonly Certificate[]): Certificate[] {
  const chain = [first];
  const rest = new Set(others);
  for (;;) {
    const { issuer } = chain[chain.length - 1]!;
    const next = [...rest].find(({ subject }) => Buffer.compare(subject.der, issuer.der) === 0);
    if (next === undefined) return chain;
    rest.delete(next);
    chain.push(next);
  }
}

// --- what GnuTLS says of a file

class FileProblem extends Error {}

/** Runs `read`; what it finds wrong becomes libvirt's text with GnuTLS' reason. */
function using<T>(refusal: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof FileProblem)) throw thrown;
    throw failed(`${refusal}: ${thrown.message}`, thrown.cause);
  }
}

function blocks(text: Buffer, label: string): Uint8Array[] {
  try {
    // OpenSSL of long ago had another name for them.
    return pemBlocks(text.toString("latin1").replaceAll("X509 CERTIFICATE-", "CERTIFICATE-"), label);
  } catch (thrown) {
    throw new FileProblem("Base64 unexpected header error.", { cause: thrown });
  }
}

function parsing<T>(der: Uint8Array, parse: (der: Uint8Array) => T): T {
  try {
    return parse(der);
  } catch (thrown) {
    const sequence = 0x30;
    const what = der[0] === sequence ? "DER parsing" : "TAG";
    throw new FileProblem(`ASN1 parser: Error in ${what}.`, { cause: thrown });
  }
}

function failed(detail: string, cause: unknown): LibvirtError {
  const error = libvirtError(ErrorDomain.rpc, ErrorCode.systemError, detail);
  // Why it could not be read stays at hand for whoever looks; it holds no key.
  error.cause = cause;
  return error;
}

function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

// --- files

function accessProblem(path: string, mode: number): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code ?? "EIO";
  }
}

const isThere = (path: string) => accessProblem(path, constants.F_OK) === undefined;
const isReadable = (path: string) => accessProblem(path, constants.R_OK) === undefined;

/** As GnuTLS reports it: without a reason. */
function readWhole(path: string): Buffer {
  try {
    return readUpTo(path, maxTlsFileBytes);
  } catch (thrown) {
    throw new FileProblem("Error while reading file.", { cause: thrown });
  }
}

function readUpTo(path: string, maxBytes: number): Buffer {
  const file = openSync(path, "r");
  try {
    if (fstatSync(file).size > maxBytes) throw Object.assign(new Error(), { code: "EOVERFLOW" });
    const text = readFileSync(file);
    if (text.length > maxBytes) throw Object.assign(new Error(), { code: "EOVERFLOW" });
    return text;
  } finally {
    closeSync(file);
  }
}
