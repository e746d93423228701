// The ciphers of auth-conf (RFC 2831, section 2.4), with the strengths Cyrus SASL gives them and in its order.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { desKey } from "./des-key.js";
import { Rc4 } from "./rc4.js";

/** One direction of a connection: goes on where the buffer before ended. */
export interface SealingCipher {
  /** Writes `source` enciphered or deciphered into `target` from `at` on. Whole blocks only. */
  process(source: Uint8Array, target: Uint8Array, at: number): void;
}

export interface DigestCipher {
  readonly name: string;
  /** Strength in bits. */
  readonly ssf: number;
  /** Bytes of H(A1) that go into the key. */
  readonly keyBytes: number;
  /** 1 for a stream cipher, which is not padded. */
  readonly blockBytes: number;
  create(key: Uint8Array, purpose: "seal" | "open"): SealingCipher;
}

const rc4 = (key: Uint8Array): SealingCipher => new Rc4(key);

export const digestCiphers: readonly DigestCipher[] = [
  { name: "rc4-40", ssf: 40, keyBytes: 5, blockBytes: 1, create: rc4 },
  { name: "rc4-56", ssf: 56, keyBytes: 7, blockBytes: 1, create: rc4 },
  { name: "rc4", ssf: 128, keyBytes: 16, blockBytes: 1, create: rc4 },
  { name: "des", ssf: 55, keyBytes: 16, blockBytes: 8, create: cbc((key) => [key, key, key]) },
  {
    name: "3des",
    ssf: 112,
    keyBytes: 16,
    blockBytes: 8,
    create: cbc((key) => [key, key.subarray(7), key]), // two keys of seven bytes
  },
];

/** OpenSSL 3 has single DES behind its legacy provider; triple DES with one key three times is the same. */
function cbc(parts: (key: Uint8Array) => Uint8Array[]): DigestCipher["create"] {
  return (key, purpose) => {
    const threeKeys = Buffer.concat(parts(key).map(desKey));
    const firstVector = key.subarray(8, 16);
    const cipher =
      purpose === "seal"
        ? createCipheriv("des-ede3-cbc", threeKeys, firstVector)
        : createDecipheriv("des-ede3-cbc", threeKeys, firstVector);
    cipher.setAutoPadding(false);
    return { process: (source, target, at) => target.set(cipher.update(source), at) };
  };
}
