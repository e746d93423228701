import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  caTemplate,
  clientTemplate,
  generateKey,
  type Issuer,
  issueCertificate,
  issueCrl,
  issueSelfSigned,
  keyTypes,
  newSerialNumber,
  parseDn,
  privateKeyPem,
  serverTemplate,
} from "./index.js";

const validity = { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: new Date("2030-01-01T00:00:00Z") };

async function authority(type: (typeof keyTypes)[number] = "ecdsa"): Promise<Issuer> {
  const keys = await generateKey(type);
  const certificate = issueSelfSigned(caTemplate(parseDn("CN=Example"), validity), keys);
  return { certificate, privateKey: keys.privateKey };
}

describe.each(keyTypes)("%s", (type) => {
  test("a CA signs a server and a client", async () => {
    const ca = await authority(type);
    const keys = await generateKey(type);
    const names = { dns: ["localhost"], ip: ["127.0.0.1", "::1"] };
    const server = serverTemplate(parseDn("O=Example,CN=localhost"), names, validity);
    const made = new X509Certificate(issueCertificate(server, keys.publicKey, ca));
    expect(made.verify(new X509Certificate(ca.certificate).publicKey)).toBe(true);
    expect(made.checkIssued(new X509Certificate(ca.certificate))).toBe(true);
    expect(made.checkPrivateKey(keys.privateKey)).toBe(true);
    expect(made.subject).toBe("O=Example\nCN=localhost");
    expect(made.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
    expect(made.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(made.ca).toBe(false);
  });
});

test("keys with a passphrase are encrypted", async () => {
  const { privateKey } = await generateKey("ed25519");
  const pem = privateKeyPem(privateKey, "correct horse");
  expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  expect(createPrivateKey({ key: pem, passphrase: "correct horse" }).equals(privateKey)).toBe(true);
  expect(() => createPrivateKey({ key: pem, passphrase: "battery" })).toThrow();
  expect(() => privateKeyPem(privateKey, "")).toThrow("the passphrase is empty");
  expect(() => privateKeyPem(privateKey, "x".repeat(1025))).toThrow("longer than 1024 bytes");
});

test("serial numbers are positive and 20 bytes long, whatever the random bytes", () => {
  expect(newSerialNumber(new Uint8Array(20))).toBe(`40${"00".repeat(19)}`);
  expect(newSerialNumber(new Uint8Array(20).fill(255))).toBe(`7f${"ff".repeat(19)}`);
  expect(newSerialNumber()).not.toBe(newSerialNumber());
});

test("a CA's name is copied as it stands, not written anew", async () => {
  const ca = await authority();
  const keys = await generateKey("ecdsa");
  const signed = issueCertificate(clientTemplate(parseDn("CN=#a"), validity), keys.publicKey, ca);
  expect(new X509Certificate(signed).subject).toBe("CN=\\#a");
  expect(Buffer.from(signed).includes(Buffer.from("Example"))).toBe(true);
});

const refused: [string, () => Promise<unknown>, RegExp][] = [
  [
    "another key than the CA's",
    async () => {
      const ca = { ...(await authority()), privateKey: (await generateKey("ecdsa")).privateKey };
      return issueCertificate(
        clientTemplate(parseDn("CN=a"), validity),
        (await generateKey("ecdsa")).publicKey,
        ca,
      );
    },
    /private key does not belong to its certificate/,
  ],
  [
    "a signer that is no CA",
    async () => {
      const keys = await generateKey("ecdsa");
      const certificate = issueSelfSigned(clientTemplate(parseDn("CN=a"), validity), keys);
      return issueCrl(
        { number: 1, thisUpdate: validity.notBefore, nextUpdate: validity.notAfter, revoked: [] },
        { certificate, privateKey: keys.privateKey },
      );
    },
    /not that of a certificate authority/,
  ],
  [
    "a key that GnuTLS cannot use",
    async () =>
      issueSelfSigned(
        caTemplate(parseDn("CN=a"), validity),
        generateKeyPairSync("ec", { namedCurve: "secp256k1" }),
      ),
    /a key of type ec cannot sign/,
  ],
  [
    "a time that runs backwards",
    async () => {
      const { notBefore, notAfter } = validity;
      const template = caTemplate(parseDn("CN=a"), { notBefore: notAfter, notAfter: notBefore });
      return issueSelfSigned(template, await generateKey("ecdsa"));
    },
    /end before it begins/,
  ],
  [
    "a list number of zero",
    async () =>
      issueCrl(
        { number: 0, thisUpdate: validity.notBefore, nextUpdate: validity.notAfter, revoked: [] },
        await authority(),
      ),
    /number of a list is 1 or more/,
  ],
  [
    "too many names",
    async () => {
      const names = { dns: Array.from({ length: 257 }, (_, i) => `h${i}`), ip: [] };
      return issueSelfSigned(serverTemplate(parseDn("CN=a"), names, validity), await generateKey("ecdsa"));
    },
    /at most 256 names/,
  ],
];

test.each(refused)("refused: %s", async (_name, make, message) => {
  await expect(make()).rejects.toThrow(message);
});
