import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, test } from "vitest";
import { keySecurityBits } from "./key-strength.js";

const spki = (key: KeyObject): Uint8Array => key.export({ type: "spki", format: "der" });
const rsa = (modulusLength: number) => spki(generateKeyPairSync("rsa", { modulusLength }).publicKey);
const curve = (namedCurve: string) => spki(generateKeyPairSync("ec", { namedCurve }).publicKey);

describe("bits of security", () => {
  test.each<[string, Uint8Array, number]>([
    ["RSA 512", rsa(512), 0],
    ["RSA 1024", rsa(1024), 80],
    ["RSA 2040", rsa(2040), 96],
    ["RSA 2048", rsa(2048), 112],
    ["RSA 3072", rsa(3072), 128],
    ["RSA for PSS", spki(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey), 112],
    [
      "DSA 2048",
      spki(generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 224 }).publicKey),
      112,
    ],
    ["P-224", curve("secp224r1"), 112],
    ["P-256", curve("prime256v1"), 128],
    ["P-384", curve("secp384r1"), 192],
    ["P-521", curve("secp521r1"), 256],
    ["a curve that GnuTLS does not know", curve("secp256k1"), 0],
    ["Ed25519", spki(generateKeyPairSync("ed25519").publicKey), 128],
    ["Ed448", spki(generateKeyPairSync("ed448").publicKey), 192],
    ["X25519, which signs nothing", spki(generateKeyPairSync("x25519").publicKey), 0],
    ["nothing", new Uint8Array(0), 0],
    ["a key cut off", rsa(2048).subarray(0, 100), 0],
  ])("%s", (_, der, bits) => expect(keySecurityBits(der)).toBe(bits));
});
