import { describe, expect, test } from "vitest";
import { Certificate } from "./certificate.js";
import { RevocationList } from "./crl.js";
import { CertificateError } from "./problem.js";
import * as w from "./testing/der-writer.js";
import { keyPair } from "./testing/keys.js";
import {
  type CrlSpec,
  commonName,
  type ExtensionSpec,
  extension,
  makeCertificate,
  makeCrl,
  year,
} from "./testing/maker.js";
import { pem } from "./testing/pem-writer.js";

const key = keyPair("ec", "crl");
const other = keyPair("ec", "other crl");
const serial = Uint8Array.of(0x11);

const make = (more: Partial<CrlSpec> = {}) =>
  makeCrl({ issuer: commonName("CA"), signer: key, serials: [serial], ...more });
const read = (more: Partial<CrlSpec> = {}) => RevocationList.fromDer(make(more));

const critical = (oid: string, value: Uint8Array, isCritical = true): ExtensionSpec => ({
  oid,
  critical: isCritical,
  value,
});

test("what is on it", () => {
  const list = read({
    serials: [serial, Uint8Array.of(0, 0x80), Uint8Array.of(1, 2, 3)],
    extensions: [critical("2.5.29.20", w.int(7), false)],
  });
  expect(list).toMatchObject({ number: "07", size: 3, thisUpdate: year(2022), nextUpdate: year(2040) });
  for (const known of ["11", "0080", "010203"]) expect(list.isRevoked(known)).toBe(true);
  for (const unknown of ["12", "80", "", "0011"]) expect(list.isRevoked(unknown)).toBe(false);
  expect(read({ serials: [], nextUpdate: null })).toMatchObject({
    size: 0,
    nextUpdate: undefined,
    number: undefined,
  });
});

test("several in a file", () => {
  const file = pem("X509 CRL", make()) + pem("X509 CRL", make({ serials: [] }));
  expect(RevocationList.listFromPem(file).map(({ size }) => size)).toEqual([1, 0]);
  expect(() => RevocationList.listFromPem("")).toThrow(/no PEM block/);
  expect(() => RevocationList.listFromPem(pem("CRL", make()))).toThrow(/no PEM block/);
});

describe("who signed it", () => {
  const ca = (cn: string, signer = key, usages: Parameters<typeof extension.keyUsage>[0] = ["cRLSign"]) =>
    Certificate.fromDer(
      makeCertificate({ subject: commonName(cn), key: signer, extensions: [extension.keyUsage(usages)] }),
    );
  const rows: [string, Certificate, boolean][] = [
    ["the CA", ca("CA"), true],
    ["a CA of another name", ca("other"), false],
    ["a CA with another key", ca("CA", other), false],
    ["a CA that must not sign lists", ca("CA", key, ["keyCertSign"]), false],
  ];
  test.each(rows)("%s", (_name, by, answer) => {
    expect(read().isSignedBy(by)).toBe(answer);
  });
  test("nobody, after a change", () => {
    const bytes = make();
    bytes[bytes.length - 1]! ^= 1;
    expect(RevocationList.fromDer(bytes).isSignedBy(ca("CA"))).toBe(false);
  });
});

const point = (...fields: Uint8Array[]) => [critical("2.5.29.28", w.seq(...fields))];
const flag = (number: number) => w.ctxRaw(number, Uint8Array.of(0xff));

const accepted: [string, Partial<CrlSpec>][] = [
  ["an unknown extension", { extensions: [critical("1.2.3.4", w.nul, false)] }],
  ["an authority key identifier", { extensions: [extension.authorityKeyId(serial)] }],
  ["a list for users only", { extensions: point(flag(1)) }],
  ["a list for CAs only", { extensions: point(flag(2)) }],
  ["a reason", { entryExtensions: [critical("2.5.29.21", w.der(0x0a, Uint8Array.of(1)), false)] }],
  ["a critical reason", { entryExtensions: [critical("2.5.29.21", w.der(0x0a, Uint8Array.of(1)))] }],
  ["a name of another string type", { issuer: commonName("CA", 0x13) }],
];
test.each(accepted)("takes %s", (_name, more) => {
  expect(read(more).isRevoked("11")).toBe(true);
});

const refused: [string, Partial<CrlSpec>, RegExp][] = [
  ["an unknown critical extension", { extensions: [critical("1.2.3.4", w.nul)] }, /1\.2\.3\.4 is not known/],
  ["a delta list", { extensions: [critical("2.5.29.27", w.int(1))] }, /delta list/],
  [
    "a delta list that is not critical",
    { extensions: [critical("2.5.29.27", w.int(1), false)] },
    /delta list/,
  ],
  ["an indirect list", { extensions: point(flag(4)) }, /other issuers/],
  ["a list of attribute certificates", { extensions: point(flag(5)) }, /not for certificates/],
  [
    "an entry of another issuer",
    { entryExtensions: [critical("2.5.29.29", w.seq())] },
    /2\.5\.29\.29 is not known/,
  ],
  [
    "an extension twice",
    { extensions: [critical("2.5.29.20", w.int(1)), critical("2.5.29.20", w.int(2))] },
    /twice/,
  ],
  ["a number that is none", { extensions: [critical("2.5.29.20", w.nul)] }, /crlNumber/],
];
test.each(refused)("refuses %s", (_name, more, message) => {
  expect(() => read(more)).toThrow(CertificateError);
  expect(() => read(more)).toThrow(message);
});

test("many entries", () => {
  const serials = Array.from({ length: 20_000 }, (_, n) => Uint8Array.of(1, n >> 16, n >> 8, n));
  const list = read({ serials });
  expect(list.size).toBe(20_000);
  expect(list.isRevoked("01004e1f")).toBe(true);
});
