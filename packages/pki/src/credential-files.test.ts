import { expect, test } from "vitest";
import { readCas, readCrls, readOwnCertificate, readOwnKey } from "./credential-files.js";
import { CertificateError } from "./problem.js";
import { keyPair } from "./testing/keys.js";
import { commonName, makeCertificate, makeCrl } from "./testing/maker.js";
import { certificate, pem, privateKey } from "./testing/pem-writer.js";

const key = keyPair("ec", "files");
const own = certificate(makeCertificate({ subject: commonName("x"), key }));
const keyText = privateKey(key.privateKey);
const broken = pem("CERTIFICATE", Uint8Array.of(1, 2, 3));
const locked = key.privateKey
  .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "x" })
  .toString();

const cas = (text: string) => readCas({ file: "ca.pem", pem: text }).length;
const first = (text: string) => readOwnCertificate({ file: "c.pem", pem: text }, "client").version;
const pair = (certificates: string, keys: string, passphrase?: string) =>
  readOwnKey({ file: "c.pem", pem: certificates }, { file: "k.pem", pem: keys }, passphrase).chain.length;
const crls = (text: string) => readCrls({ file: "crl.pem", pem: text }).length;

const crl = makeCrl({ issuer: commonName("x"), signer: key, serials: [] });
const wrong = "Unable to set x509 key and certificate: k.pem, c.pem: ";
const noList = "Unable to set x509 certificate revocation list: crl.pem: ";

// What virsh 9.0.0 said of the same files.
const rows: [string, () => number, number | string][] = [
  ["CAs", () => cas(own + own), 2],
  ["CAs with a key in between", () => cas(own + keyText + own), 2],
  ["CAs behind text", () => cas(`text\n${own}`), 1],
  ["CAs with CRLF", () => cas(own.replaceAll("\n", "\r\n")), 1],
  ["no CA", () => cas("garbage"), "Unable to import CA certificate list ca.pem"],
  ["empty CA file", () => cas(""), "Unable to import CA certificate list ca.pem"],
  ["broken CA", () => cas(own + broken), "Unable to import CA certificate list ca.pem"],
  ["CA behind a NUL", () => cas(`a\0${own}`), "Unable to import CA certificate list ca.pem"],
  [
    "OpenSSL's trusted certificate",
    () => cas(own.replaceAll("CERT", "TRUSTED CERT")),
    "Unable to import CA certificate list ca.pem",
  ],
  ["own", () => first(own), 3],
  ["own, the second broken", () => first(own + broken), 3],
  ["no own", () => first("garbage"), "Unable to import client certificate c.pem"],
  ["broken own", () => first(broken), "Unable to import client certificate c.pem"],
  ["own and key", () => pair(own + own, keyText), 2],
  ["own and encrypted key", () => pair(own, locked, "x"), 1],
  ["no key", () => pair(own, "garbage"), `${wrong}The requested data were not available.`],
  [
    "another key",
    () => pair(own, privateKey(keyPair("ec", "z").privateKey)),
    `${wrong}The certificate and the given key do not match.`,
  ],
  ["encrypted key, no passphrase", () => pair(own, locked), `${wrong}Decryption has failed.`],
  ["revocation lists", () => crls(pem("X509 CRL", crl) + pem("X509 CRL", crl)), 2],
  ["no revocation list", () => crls("garbage"), `${noList}Base64 decoding error.`],
];
test.each(rows)("%s", (_name, read, answer) => {
  if (typeof answer === "number") expect(read()).toBe(answer);
  else expect(read).toThrow(new CertificateError(answer));
});

test("what is behind the first certificate is said with the key", () => {
  expect(() => pair(own + broken, keyText)).toThrow(
    /^Unable to set x509 key and certificate: k.pem, c.pem: certificate/,
  );
  expect(() => crls(pem("X509 CRL", Uint8Array.of(1, 2, 3)))).toThrow(/^Unable to set .* crl.pem: crl/);
});
