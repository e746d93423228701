// Certificates and lists that certtool 3.7.9 has made from its templates: ours from the same templates, keys, serial
// numbers and times are the same to the byte.
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RevocationList } from "../crl.js";
import {
  certificatePem,
  crlPem,
  type Issuer,
  issueCertificate,
  issueCrl,
  issueSelfSigned,
  readTemplate,
} from "./index.js";

const vector = (name: string) =>
  readFileSync(new URL(`../../vectors/certtool/${name}`, import.meta.url), "utf8").replace(/^[^-]*/, "");
const template = (name: string) =>
  readFileSync(new URL(`../../vectors/certtool/${name}.tmpl`, import.meta.url), "utf8");

const privateKey = createPrivateKey(vector("ca-key.pem"));
const ca = new X509Certificate(vector("ca.pem"));
const issuer: Issuer = { certificate: ca.raw, privateKey };

/** The template as it was read when certtool read it. */
function asThen(name: string, made: X509Certificate) {
  const read = readTemplate(template(name), new Date(made.validFrom));
  return { ...read, serialNumber: read.serialNumber ?? made.serialNumber };
}

const names = [
  "server",
  "server-cnonly",
  "server-expired",
  "server-clientonly",
  "client",
  "client-email",
  "all",
];

test.each(names)("%s", (name) => {
  const made = new X509Certificate(vector(`${name}.pem`));
  const ours = issueCertificate(asThen(name, made), made.publicKey, issuer);
  expect(certificatePem(ours)).toBe(made.toString());
});

test("the CA", () => {
  const keys = { privateKey, publicKey: createPublicKey(privateKey) };
  expect(certificatePem(issueSelfSigned(asThen("ca", ca), keys))).toBe(ca.toString());
});

test("a list", () => {
  const list = vector("crl.pem");
  const times = RevocationList.listFromPem(list)[0]!;
  const revoked = [
    { serialNumber: new X509Certificate(vector("client.pem")).serialNumber, at: times.thisUpdate },
  ];
  const ours = issueCrl(
    { number: 300, thisUpdate: times.thisUpdate, nextUpdate: times.nextUpdate!, revoked },
    issuer,
  );
  expect(crlPem(ours).trim()).toBe(list.trim());
});

const refused = [
  ["a word nobody knows", "cn = a\ntls_server", /line 2 of the template: 'tls_server' is not supported/],
  ["a word we do not know", "cn = a\npolicy1 = 1.2.3", /line 2 of the template: 'policy1' is not supported/],
  ["no name", "tls_www_server", /a name needs at least one part/],
  ["twice", "cn = a\ncn = b", /line 2 of the template: 'cn' stands there twice/],
  ["no value", "cn =", /line 1 of the template: 'cn' needs a value/],
  ["a bad date", "cn = a\nexpiration_date = tomorrow", /expiration_date of the template is not a date/],
  ["a bad number", "cn = a\nexpiration_days = 1y", /expiration_days of the template is not a number/],
  ["a bad address", "cn = a\nip_address = 10.0.0.256", /'10.0.0.256' is not an IP address/],
  ["a serial of zero", "cn = a\nserial = 0", /serial of the template is not a positive number/],
  [
    "the end before the beginning",
    "cn = a\nactivation_date = 2040-01-01\nexpiration_days = 1",
    /end before it begins/,
  ],
  ["rubbish", "cn = a\n\0\x01", /line 2 of the template is not understood/],
  ["too much", "#".repeat(65_537), /more than 65536 characters/],
] as const;

test.each(refused)("refused: %s", (_name, text, message) => {
  expect(() => readTemplate(text, new Date("2026-01-01T00:00:00Z"))).toThrow(message);
});
