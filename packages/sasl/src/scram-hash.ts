// SCRAM's arithmetic (RFC 5802, section 3), for each hash.
import { createHash, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { utf8Bytes } from "./text.js";
import type { ScramHash } from "./user-store.js";

/** SCRAM's hashes, strongest first, with the mechanism's name and the length of a digest in bytes. */
export const scramHashes = {
  sha512: { mechanism: "SCRAM-SHA-512", bytes: 64 },
  sha256: { mechanism: "SCRAM-SHA-256", bytes: 32 },
  sha1: { mechanism: "SCRAM-SHA-1", bytes: 20 },
} as const satisfies Record<ScramHash, { mechanism: string; bytes: number }>;

export const hmac = (hash: string, key: Uint8Array, text: string): Uint8Array =>
  new Uint8Array(createHmac(hash, key).update(text, "utf8").digest());

export const digest = (hash: string, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash(hash).update(bytes).digest());

/** SaltedPassword, computed beside the event loop: 65536 rounds take 13 to 31 ms. */
export function saltedPassword(
  hash: ScramHash,
  password: string,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    pbkdf2(utf8Bytes(password), salt, iterations, scramHashes[hash].bytes, hash, (problem, key) =>
      problem ? reject(problem) : resolve(new Uint8Array(key)),
    );
  });
}

/** What a client proves with, and what a server keeps. */
export interface ScramKeys {
  readonly clientKey: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

export function scramKeys(hash: ScramHash, salted: Uint8Array): ScramKeys {
  const clientKey = hmac(hash, salted, "Client Key");
  return { clientKey, storedKey: digest(hash, clientKey), serverKey: hmac(hash, salted, "Server Key") };
}

/** ClientProof; and, from the proof, ClientKey again. */
export function proofOf(
  hash: ScramHash,
  storedKey: Uint8Array,
  authMessage: string,
  key: Uint8Array,
): Uint8Array {
  const signature = hmac(hash, storedKey, authMessage);
  return signature.map((byte, index) => byte ^ key[index]!);
}

/** Whether a proof was made with the key behind `storedKey`, in the same time whatever is wrong. */
export function isProof(
  hash: ScramHash,
  storedKey: Uint8Array,
  authMessage: string,
  proof: Uint8Array,
): boolean {
  return sameBytes(digest(hash, proofOf(hash, storedKey, authMessage, proof)), storedKey);
}

/** Equality of secrets in constant time. Their lengths are no secret. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b);
