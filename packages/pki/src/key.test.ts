import type { KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { Certificate } from "./certificate.js";
import { keyMatches, readPrivateKey } from "./key.js";
import { CertificateError } from "./problem.js";
import { type KeyKind, keyPair } from "./testing/keys.js";
import { commonName, makeCertificate } from "./testing/maker.js";

const secret = "s3cret passphrase";
const text = (key: KeyObject, type: "pkcs8" | "pkcs1" | "sec1", more: object = {}) =>
  key.export({ format: "pem", type, ...more } as { format: "pem"; type: "pkcs8" }).toString();
const locked = { cipher: "aes-256-cbc", passphrase: secret };

const rows: [KeyKind, "pkcs8" | "pkcs1" | "sec1"][] = [
  ["rsa2048", "pkcs8"],
  ["rsa2048", "pkcs1"],
  ["ec", "pkcs8"],
  ["ec", "sec1"],
  ["ec384", "sec1"],
  ["ed25519", "pkcs8"],
  ["ed448", "pkcs8"],
  ["pss2048", "pkcs8"],
];
test.each(rows)("%s as %s", (kind, type) => {
  const { privateKey } = keyPair(kind, "key test");
  const certificate = (pair = keyPair(kind, "key test")) =>
    Certificate.fromDer(makeCertificate({ subject: commonName("x"), key: pair }));
  const plain = text(privateKey, type);
  expect(keyMatches(certificate(), readPrivateKey(plain))).toBe(true);
  expect(
    keyMatches(certificate(), readPrivateKey(Buffer.from(`Public Key Info:\n\tAlgorithm\n${plain}`))),
  ).toBe(true);
  expect(keyMatches(certificate(keyPair(kind, "another")), readPrivateKey(plain))).toBe(false);
  expect(keyMatches(certificate(), keyPair(kind, "key test").publicKey)).toBe(false);
  // A passphrase for a key that needs none does no harm.
  expect(readPrivateKey(plain, secret).type).toBe("private");
  const encrypted = text(privateKey, type, locked);
  expect(keyMatches(certificate(), readPrivateKey(encrypted, secret))).toBe(true);
  expect(() => readPrivateKey(encrypted)).toThrow(/is encrypted, and there is no passphrase/);
  expect(() => readPrivateKey(encrypted, "wrong")).toThrow(/cannot be decrypted/);
});

test("parameters in front of the key", () => {
  const key = text(keyPair("ec").privateKey, "sec1");
  const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  expect(readPrivateKey(parameters + key).asymmetricKeyType).toBe("ec");
});

const damaged: [string, string][] = [
  ["empty", ""],
  ["a public key", keyPair("ec").publicKey.export({ format: "pem", type: "spki" }).toString()],
  ["cut", text(keyPair("ec").privateKey, "pkcs8").slice(0, 60)],
  ["bytes changed", text(keyPair("ec").privateKey, "pkcs8").replace(/\nM/, "\nN")],
  ["too large", " ".repeat(300_000)],
];
test.each(damaged)("%s", (_name, pem) => {
  expect(() => readPrivateKey(pem)).toThrow(CertificateError);
});

test("no error tells of the key or the passphrase", () => {
  const key = text(keyPair("ec").privateKey, "pkcs8", locked);
  const broken = key.replace(/\nM/, "\nN");
  for (const attempt of [() => readPrivateKey(key, `${secret}x`), () => readPrivateKey(broken, secret)]) {
    try {
      attempt();
      expect.unreachable();
    } catch (problem) {
      const told = `${problem} ${(problem as Error).stack} ${JSON.stringify(problem)}`;
      expect(told).not.toContain(secret);
      expect(told).not.toContain(key.split("\n")[1]);
      expect((problem as Error).cause).toBeUndefined();
    }
  }
});
