// Signatures of certificates and revocation lists: which algorithm, how strong, and whether it is right.
import { constants, type KeyObject, verify } from "node:crypto";
import { DerReader, Tag } from "./der.js";

/** AlgorithmIdentifier. `parameters` is their DER; none and NULL are both empty. */
export interface SignatureAlgorithm {
  readonly oid: string;
  readonly parameters: Uint8Array;
}

/** What carries a signature. */
export interface Signed {
  readonly signedBytes: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

export function readAlgorithm(reader: DerReader, field: string): SignatureAlgorithm {
  const body = reader.sequence(field);
  const oid = body.oid("algorithm");
  const parameters = body.atEnd ? undefined : body.element("parameters");
  body.end();
  const none = parameters === undefined || parameters.tag === Tag.null;
  return { oid, parameters: none ? new Uint8Array(0) : parameters.der };
}

export type Hash =
  | "md5"
  | "sha1"
  | "ripemd160"
  | "sha224"
  | "sha256"
  | "sha384"
  | "sha512"
  | "sha3-224"
  | "sha3-256"
  | "sha3-384"
  | "sha3-512"
  | "shake256";

type Scheme = "rsa" | "rsa-pss" | "ecdsa" | "dsa" | "ed25519" | "ed448";

const pssOid = "1.2.840.113549.1.1.10";

/** GnuTLS' table of signature algorithms, as far as OpenSSL has them. */
const schemes: ReadonlyMap<string, readonly [Scheme, Hash]> = new Map([
  ["1.2.840.113549.1.1.4", ["rsa", "md5"]],
  ["1.3.14.3.2.25", ["rsa", "md5"]],
  ["1.2.840.113549.1.1.5", ["rsa", "sha1"]],
  ["1.3.14.3.2.29", ["rsa", "sha1"]],
  ["1.3.36.3.3.1.2", ["rsa", "ripemd160"]],
  ["1.2.840.113549.1.1.14", ["rsa", "sha224"]],
  ["1.2.840.113549.1.1.11", ["rsa", "sha256"]],
  ["1.2.840.113549.1.1.12", ["rsa", "sha384"]],
  ["1.2.840.113549.1.1.13", ["rsa", "sha512"]],
  ["2.16.840.1.101.3.4.3.13", ["rsa", "sha3-224"]],
  ["2.16.840.1.101.3.4.3.14", ["rsa", "sha3-256"]],
  ["2.16.840.1.101.3.4.3.15", ["rsa", "sha3-384"]],
  ["2.16.840.1.101.3.4.3.16", ["rsa", "sha3-512"]],
  ["1.2.840.10045.4.1", ["ecdsa", "sha1"]],
  ["1.2.840.10045.4.3.1", ["ecdsa", "sha224"]],
  ["1.2.840.10045.4.3.2", ["ecdsa", "sha256"]],
  ["1.2.840.10045.4.3.3", ["ecdsa", "sha384"]],
  ["1.2.840.10045.4.3.4", ["ecdsa", "sha512"]],
  ["2.16.840.1.101.3.4.3.9", ["ecdsa", "sha3-224"]],
  ["2.16.840.1.101.3.4.3.10", ["ecdsa", "sha3-256"]],
  ["2.16.840.1.101.3.4.3.11", ["ecdsa", "sha3-384"]],
  ["2.16.840.1.101.3.4.3.12", ["ecdsa", "sha3-512"]],
  ["1.2.840.10040.4.3", ["dsa", "sha1"]],
  ["2.16.840.1.101.3.4.3.1", ["dsa", "sha224"]],
  ["2.16.840.1.101.3.4.3.2", ["dsa", "sha256"]],
  ["2.16.840.1.101.3.4.3.3", ["dsa", "sha384"]],
  ["2.16.840.1.101.3.4.3.4", ["dsa", "sha512"]],
  ["1.3.101.112", ["ed25519", "sha512"]],
  ["1.3.101.113", ["ed448", "shake256"]],
]);

/** Bits a collision costs: half the length of the hash. */
const hashBits: Readonly<Record<Hash, number>> = {
  md5: 64,
  sha1: 80,
  ripemd160: 80,
  sha224: 112,
  sha256: 128,
  sha384: 192,
  sha512: 256,
  "sha3-224": 112,
  "sha3-256": 128,
  "sha3-384": 192,
  "sha3-512": 256,
  shake256: 256,
};

/** Nothing signed with one of these is believed, except what signs itself. */
const insecureHashes: ReadonlySet<Hash> = new Set(["md5", "sha1", "ripemd160"]);

const keyTypes: Readonly<Record<Scheme, readonly string[]>> = {
  rsa: ["rsa"],
  "rsa-pss": ["rsa", "rsa-pss"],
  ecdsa: ["ec"],
  dsa: ["dsa"],
  ed25519: ["ed25519"],
  ed448: ["ed448"],
};

export interface SignatureKind {
  readonly scheme: Scheme;
  readonly hash: Hash;
  readonly saltLength: number;
  readonly bits: number;
  readonly insecure: boolean;
}

/** undefined: an algorithm that is not known, or parameters that make no sense. */
export function signatureKind(algorithm: SignatureAlgorithm): SignatureKind | undefined {
  const pss = algorithm.oid === pssOid ? readPss(algorithm.parameters) : undefined;
  const [scheme, hash] =
    pss === undefined ? (schemes.get(algorithm.oid) ?? []) : (["rsa-pss", pss.hash] as const);
  if (scheme === undefined || hash === undefined) return undefined;
  const saltLength = pss?.saltLength ?? 0;
  return { scheme, hash, saltLength, bits: hashBits[hash], insecure: insecureHashes.has(hash) };
}

const pssHashes: ReadonlyMap<string, Hash> = new Map([
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

/** RSASSA-PSS-params (RFC 8017, appendix A.2.3). The mask must use the same hash. */
function readPss(parameters: Uint8Array): { hash: Hash; saltLength: number } | undefined {
  if (parameters.length === 0) return undefined;
  try {
    const outer = new DerReader(parameters, "pss");
    const body = outer.sequence("parameters");
    outer.end();
    const hashField = body.optionalInside(Tag.contextConstructed(0), "hash");
    const hash = hashField === undefined ? "sha1" : pssHashes.get(readAlgorithm(hashField, "hash").oid);
    const maskField = body.optionalInside(Tag.contextConstructed(1), "mask");
    const mask = maskField === undefined ? "sha1" : maskHash(readAlgorithm(maskField, "mask"));
    const salt = body.optionalInside(Tag.contextConstructed(2), "salt");
    const saltLength = salt?.smallInteger("length") ?? 20;
    if (hash === undefined || mask !== hash || saltLength > 1024) return undefined;
    return { hash, saltLength };
  } catch {
    return undefined; // not DER: a CertificateError
  }
}

function maskHash({ oid, parameters }: SignatureAlgorithm): Hash | undefined {
  if (oid !== "1.2.840.113549.1.1.8") return undefined;
  const inner = new DerReader(parameters, "mask").sequence("hash");
  return pssHashes.get(inner.oid("algorithm"));
}

/** Did the holder of that key sign it? */
export function isSignedWith(key: KeyObject | undefined, signed: Signed): boolean {
  const kind = signatureKind(signed.algorithm);
  if (kind === undefined || key === undefined) return false;
  if (!keyTypes[kind.scheme].includes(key.asymmetricKeyType ?? "")) return false;
  const hash = kind.scheme === "ed25519" || kind.scheme === "ed448" ? null : kind.hash;
  const padding =
    kind.scheme === "rsa-pss"
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: kind.saltLength }
      : kind.scheme === "rsa"
        ? { padding: constants.RSA_PKCS1_PADDING }
        : {};
  try {
    return verify(hash, signed.signedBytes, { key, ...padding }, signed.signature);
  } catch {
    return false;
  }
}
