import { expect, test } from "vitest";
import { Certificate } from "./certificate.js";
import { pemBlocks } from "./pem.js";
import { CertificateError } from "./problem.js";
import { keyPair } from "./testing/keys.js";
import { commonName, makeCertificate } from "./testing/maker.js";
import { certificate as pem } from "./testing/pem-writer.js";

const block = (label: string, body: string) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const a = block("CERTIFICATE", "AQID");
const b = block("CERTIFICATE", "BAUG");

const good: [string, string, number[][]][] = [
  ["one", a, [[1, 2, 3]]],
  [
    "two",
    a + b,
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  [
    "text around",
    `X.509 Certificate Information:\n\tVersion: 3\n${a}\nmore\n${b}end`,
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  ["other blocks between", `${block("PRIVATE KEY", "!!")}${a}`, [[1, 2, 3]]],
  ["CRLF", a.replaceAll("\n", "\r\n"), [[1, 2, 3]]],
  ["body over lines, indented", block("CERTIFICATE", "A\n Q\t\nID"), [[1, 2, 3]]],
  ["no line break", "-----BEGIN CERTIFICATE-----AQID-----END CERTIFICATE-----", [[1, 2, 3]]],
  ["padding", block("CERTIFICATE", "AQ=="), [[1]]],
  ["none", "nothing", []],
  ["other label only", block("X509 CRL", "AQID"), []],
  ["a NUL ends the text", `${a}\0${b}`, [[1, 2, 3]]],
];
test.each(good)("%s", (_name, text, blocks) => {
  expect(pemBlocks(text, "CERTIFICATE").map((bytes) => [...bytes])).toEqual(blocks);
  expect(pemBlocks(Buffer.from(text), "CERTIFICATE").map((bytes) => [...bytes])).toEqual(blocks);
});

const bad: [string, string][] = [
  ["no end", "-----BEGIN CERTIFICATE-----\nAQID\n"],
  ["another end", "-----BEGIN CERTIFICATE-----\nAQID\n-----END X509 CRL-----\n"],
  ["not base64", block("CERTIFICATE", "AQ!D")],
  ["cut base64", block("CERTIFICATE", "AQI")],
  ["padding inside", block("CERTIFICATE", "AQ==AQID")],
  ["headers", block("CERTIFICATE", "Proc-Type: 4,ENCRYPTED\n\nAQID")],
  ["empty", block("CERTIFICATE", "")],
];
test.each(bad)("refuses %s", (_name, text) => {
  expect(() => pemBlocks(text, "CERTIFICATE")).toThrow(CertificateError);
});

test("an unclosed marker repeated is found quickly", () => {
  const started = performance.now();
  expect(() => pemBlocks("-----BEGIN A-----".repeat(100_000), "A")).toThrow(CertificateError);
  expect(performance.now() - started).toBeLessThan(2000);
});

test("certificates of a file, in order", () => {
  const one = (cn: string) => makeCertificate({ subject: commonName(cn), key: keyPair("ed25519") });
  const file = `${pem(one("a"))}${pem(one("b")).replaceAll("CERTIFICATE", "X509 CERTIFICATE")}`;
  expect(Certificate.listFromPem(file).map(({ subject }) => subject.rdns[0]![0]!.value)).toEqual(["a", "b"]);
  expect(() => Certificate.listFromPem("")).toThrow(CertificateError);
  expect(() => Certificate.listFromPem(`${pem(one("a"))}${a}`)).toThrow(CertificateError);
  expect(() => Certificate.listFromPem(" ".repeat(70_000))).toThrow(/at most 65536/);
});
