// Who signs, and with which algorithm.
import { createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { Certificate } from "../certificate.js";
import { Tag } from "../der.js";
import { keyMatches } from "../key.js";
import { CertificateError } from "../problem.js";
import { bits, element, oid, sequence } from "./der-writer.js";
import { serialNumberBytes } from "./limits.js";

/** A certificate authority at work. */
export interface Issuer {
  /** Its certificate, DER. */
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
}

export interface Signer {
  /** The name as it stands in the CA's certificate: GnuTLS and OpenSSL compare the bytes. */
  readonly name: Uint8Array;
  readonly keyIdentifier: Uint8Array | undefined;
  readonly privateKey: KeyObject;
}

/** Throws CertificateError unless the key is the certificate's and the certificate may sign. */
export function signerOf({ certificate, privateKey }: Issuer): Signer {
  const ca = Certificate.fromDer(certificate);
  if (ca.basicConstraints?.ca !== true) {
    throw new CertificateError("the signing certificate is not that of a certificate authority");
  }
  if (!keyMatches(ca, privateKey)) {
    throw new CertificateError("the CA's private key does not belong to its certificate");
  }
  return { name: ca.subject.der, keyIdentifier: ca.subjectKeyId, privateKey };
}

interface SignatureAlgorithm {
  readonly oid: string;
  /** null: the algorithm hashes by itself. */
  readonly hash: "sha256" | "sha384" | "sha512" | null;
  /** RFC 4055 wants a NULL where the others have nothing. */
  readonly withNull?: true;
}

/** RFC 5758, section 3.2: each curve with the hash of its strength. */
const curves: Readonly<Record<string, SignatureAlgorithm>> = {
  prime256v1: { oid: "1.2.840.10045.4.3.2", hash: "sha256" },
  secp384r1: { oid: "1.2.840.10045.4.3.3", hash: "sha384" },
  secp521r1: { oid: "1.2.840.10045.4.3.4", hash: "sha512" },
};

function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails }: KeyObject): SignatureAlgorithm {
  if (type === "ed25519") return { oid: "1.3.101.112", hash: null };
  if (type === "rsa") return { oid: "1.2.840.113549.1.1.11", hash: "sha256", withNull: true };
  const curve = type === "ec" ? curves[asymmetricKeyDetails?.namedCurve ?? ""] : undefined;
  if (curve !== undefined) return curve;
  throw new CertificateError(
    `a key of type ${type ?? "unknown"} cannot sign: it must be RSA, Ed25519 or ECDSA on P-256, P-384 or P-521`,
  );
}

/**
 * The part to be signed, its algorithm and the signature. `build` gets the algorithm, which stands in the signed part
 * as well. Throws CertificateError for keys that cannot sign what libvirt reads.
 */
export function signed(privateKey: KeyObject, build: (algorithm: Uint8Array) => Uint8Array): Uint8Array {
  const { oid: id, hash, withNull } = algorithmOf(privateKey);
  const algorithm = sequence(oid(id), ...(withNull ? [element(Tag.null)] : []));
  const body = build(algorithm);
  const signature = sign(hash, body, privateKey);
  // A signature gone wrong (a faulty machine) must not leave the house.
  if (!verify(hash, body, createPublicKey(privateKey), signature))
    throw new Error("the signature does not verify");
  return sequence(body, algorithm, bits(signature));
}

/** Random, positive and always of 20 bytes: nobody can foretell it, and no two are equal. Lower-case hex. */
export function newSerialNumber(random: Uint8Array = randomBytes(serialNumberBytes)): string {
  const bytes = Buffer.from(random);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString("hex");
}
