// How strong a public key is. Read from its DER alone, since OpenSSL's key object costs more to make than all of that:
// a daemon asks for every client's key, and needs no more of it.
import { DerReader } from "./der.js";
import { CertificateError } from "./problem.js";
import { readAlgorithm } from "./signature.js";

/** Thresholds of GnuTLS' security levels: bits of security, bits of an RSA or DSA key, bits of a curve. */
const levels: readonly (readonly [bits: number, modulus: number, curve: number])[] = [
  [64, 767, 0],
  [72, 1008, 160],
  [80, 1024, 160],
  [96, 1776, 192],
  [112, 2048, 224],
  [128, 3072, 256],
  [192, 8192, 384],
  [256, 15360, 512],
];

/** GnuTLS counts P-521 as 66 whole bytes. */
const curveBits: ReadonlyMap<string, number> = new Map([
  ["1.2.840.10045.3.1.1", 192],
  ["1.3.132.0.33", 224],
  ["1.2.840.10045.3.1.7", 256],
  ["1.3.132.0.34", 384],
  ["1.3.132.0.35", 528],
]);

interface Size {
  readonly modulus?: number;
  readonly curve?: number;
}

type Measure = (parameters: Uint8Array, key: Uint8Array) => Size;

const modulus: Measure = (_, key) => ({ modulus: firstInteger(key) });

/** Algorithm of a key -> its size, from its parameters and its bit string. */
const measures: ReadonlyMap<string, Measure> = new Map([
  ["1.2.840.113549.1.1.1", modulus], // RSA
  ["1.2.840.113549.1.1.10", modulus], // RSA for PSS only
  ["1.2.840.10040.4.1", (parameters) => ({ modulus: firstInteger(parameters) })], // DSA
  ["1.2.840.10045.2.1", (parameters) => ({ curve: curveBits.get(curveName(parameters)) ?? 0 })],
  ["1.3.101.112", () => ({ curve: 256 })], // Ed25519
  ["1.3.101.113", () => ({ curve: 456 })], // Ed448
]);

/** Bits of security of a key (SubjectPublicKeyInfo), in GnuTLS' steps. 0: too small for any, or of an unknown kind. */
export function keySecurityBits(publicKeyDer: Uint8Array): number {
  try {
    const outer = new DerReader(publicKeyDer, "subjectPublicKeyInfo");
    const body = outer.sequence("subjectPublicKeyInfo");
    const { oid, parameters } = readAlgorithm(body, "algorithm");
    const size = measures.get(oid)?.(parameters, body.wholeBits("subjectPublicKey"));
    return size === undefined ? 0 : levelOf(size);
  } catch (thrown) {
    if (thrown instanceof CertificateError) return 0;
    throw thrown;
  }
}

function levelOf({ modulus = 0, curve = 0 }: Size): number {
  const reached = levels.findLast(([, least, leastCurve]) =>
    curve > 0 ? curve >= leastCurve : modulus >= least,
  );
  return reached?.[0] ?? 0;
}

/** Bits of the first integer of a sequence: an RSA modulus, a DSA prime. */
function firstInteger(der: Uint8Array): number {
  const bytes = new DerReader(der, "key").sequence("numbers").integer("first");
  const sign = bytes[0] === 0 ? 1 : 0;
  return (bytes.length - sign) * 8 - Math.clz32(bytes[sign] ?? 0) + 24;
}

/** Curves that are spelled out instead of named are not known. */
const curveName = (parameters: Uint8Array): string => new DerReader(parameters, "key").oid("curve");
