// Key pairs for tests, made once a run.
import { generateKeyPairSync } from "node:crypto";
import type { Pair } from "./maker.js";

const kinds = {
  ec: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ec384: () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
  ec521: () => generateKeyPairSync("ec", { namedCurve: "P-521" }),
  ec224: () => generateKeyPairSync("ec", { namedCurve: "secp224r1" }),
  ed25519: () => generateKeyPairSync("ed25519"),
  ed448: () => generateKeyPairSync("ed448"),
  rsa1024: () => generateKeyPairSync("rsa", { modulusLength: 1024 }),
  rsa1536: () => generateKeyPairSync("rsa", { modulusLength: 1536 }),
  rsa2048: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  rsa3072: () => generateKeyPairSync("rsa", { modulusLength: 3072 }),
  pss2048: () =>
    generateKeyPairSync("rsa-pss", {
      modulusLength: 2048,
      hashAlgorithm: "sha256",
      mgf1HashAlgorithm: "sha256",
    }),
} as const satisfies Record<string, () => Pair>;

export type KeyKind = keyof typeof kinds;

const made = new Map<string, Pair>();

/** The same pair for the same kind and label. */
export function keyPair(kind: KeyKind = "ec", label: string | number = 0): Pair {
  const id = `${kind} ${label}`;
  const pair = made.get(id) ?? kinds[kind]();
  made.set(id, pair);
  return pair;
}
