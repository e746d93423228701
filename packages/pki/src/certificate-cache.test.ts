import { expect, test } from "vitest";
import { CertificateCache } from "./certificate-cache.js";
import { CertificateError } from "./problem.js";
import { keyPair } from "./testing/keys.js";
import { commonName, makeCertificate } from "./testing/maker.js";

const make = (cn: string) => makeCertificate({ subject: commonName(cn), key: keyPair("ed25519") });

test("the same bytes are the same certificate, as long as they come again", () => {
  const cache = new CertificateCache();
  const often = make("often");
  const first = cache.fromDer(often);
  const once = make("once");
  const seen = cache.fromDer(once);
  for (let n = 0; n < 300; n++) {
    cache.fromDer(make(`${n}`));
    expect(cache.fromDer(Uint8Array.from(often))).toBe(first);
  }
  expect(cache.fromDer(once)).not.toBe(seen);
  expect(cache.fromDer(once).equals(seen)).toBe(true);
});

test("long ones and broken ones are not kept", () => {
  const cache = new CertificateCache();
  const long = make("x".repeat(9000));
  expect(cache.fromDer(long)).not.toBe(cache.fromDer(long));
  expect(() => cache.fromDer(Uint8Array.of(1, 2, 3))).toThrow(CertificateError);
});
