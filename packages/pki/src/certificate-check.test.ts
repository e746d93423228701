import { describe, expect, test } from "vitest";
import { Certificate } from "./certificate.js";
import {
  checkCertificate,
  checkOwnCredentials,
  checkPeer,
  handshakeProblem,
  type Peer,
} from "./certificate-check.js";
import { Tag } from "./der.js";
import { CertificateError } from "./problem.js";
import { keyPair } from "./testing/keys.js";
import {
  altName,
  attribute,
  type CertificateSpec,
  commonName,
  type ExtensionSpec,
  extension,
  makeCertificate,
  name,
  year,
} from "./testing/maker.js";

const caKey = keyPair("ed25519", "ca");
const key = keyPair("ed25519", "leaf");
const now = new Date(Date.UTC(2026, 0, 1));
const ca = Certificate.fromDer(
  makeCertificate({
    subject: commonName("CA"),
    key: caKey,
    extensions: [extension.basicConstraints(true), extension.keyUsage(["keyCertSign"])],
  }),
);
const alice = name(
  [attribute("C", "GB", Tag.printableString)],
  [attribute("O", "Red, Hat")],
  [attribute("CN", "alice")],
);
const leaf = (extensions: readonly ExtensionSpec[] = [], more: Partial<CertificateSpec> = {}) =>
  Certificate.fromDer(
    makeCertificate({ subject: alice, key, issuer: commonName("CA"), signer: caKey, extensions, ...more }),
  );

const server = "1.3.6.1.5.5.7.3.1";
const client = "1.3.6.1.5.5.7.3.2";

function outcome(check: (warn: (text: string) => void) => void): string[] {
  const said: string[] = [];
  try {
    check((text) => said.push(`warning: ${text}`));
  } catch (problem) {
    if (!(problem instanceof CertificateError)) throw problem;
    said.push(problem.message);
  }
  return said;
}

const notListed = expect.stringMatching(
  /^Client's Distinguished Name is not on the list .* with --verbose option\.$/,
);

const peers: [string, Certificate, Peer, unknown[]][] = [
  ["a client, no list", leaf(), { role: "client" }, []],
  ["a client, list null", leaf(), { role: "client", allowedDns: null }, []],
  ["a client, empty list", leaf(), { role: "client", allowedDns: [] }, [notListed]],
  ["a client on the list", leaf(), { role: "client", allowedDns: ["x", "C=GB,O=Red\\, Hat,CN=alice"] }, []],
  ["a client on the list by pattern", leaf(), { role: "client", allowedDns: ["*,CN=a?ice"] }, []],
  ["unescaped", leaf(), { role: "client", allowedDns: ["C=GB,O=Red, Hat,CN=alice"] }, [notListed]],
  [
    "the other way round",
    leaf(),
    { role: "client", allowedDns: ["CN=alice,O=Red\\, Hat,C=GB"] },
    [notListed],
  ],
  [
    "a client without a name and with a list",
    leaf([], { subject: name() }),
    { role: "client", allowedDns: ["*"] },
    ["Failed to get certificate [session] distinguished name: The requested data were not available."],
  ],
  [
    "a client for servers",
    leaf([extension.purposes([server])]),
    { role: "client" },
    ["warning: Certificate [session] purpose does not allow use for with a TLS client"],
  ],
  [
    "a client for servers, critical",
    leaf([extension.purposes([server], true)]),
    { role: "client" },
    ["Certificate [session] purpose does not allow use for with a TLS client"],
  ],
  [
    "a CA as client",
    leaf([extension.basicConstraints(true)]),
    { role: "client" },
    ["The certificate [session] basic constraints show a CA, but we need one for a client"],
  ],
  [
    "the list comes before the usage",
    leaf([extension.keyUsage(["keyAgreement"])]),
    { role: "client", allowedDns: ["x"] },
    [notListed],
  ],
  [
    "a server of another name",
    leaf([extension.altNames([altName.dns("b")])]),
    { role: "server", host: "a" },
    ["Certificate [session] owner does not match the hostname a"],
  ],
  ["a server by name", leaf([extension.altNames([altName.dns("a")])]), { role: "server", host: "a" }, []],
  [
    "expired",
    leaf([], { notAfter: year(2021) }),
    { role: "client" },
    ["Certificate failed validation: The certificate is not trusted."],
  ],
  ["a promise to staple of a client", leaf([extension.tlsFeatures([5])]), { role: "client" }, []],
];
test.each(peers)("peer: %s", (_name, certificate, who, said) => {
  expect(outcome((warn) => checkPeer([certificate], { cas: [ca], now }, who, warn))).toEqual(said);
});

describe("chains", () => {
  test("none", () => {
    expect(outcome((warn) => checkPeer([], { cas: [ca], now }, { role: "client" }, warn))).toEqual([
      "Unable to verify TLS peer: No certificate was found.",
    ]);
  });
  test("too many", () => {
    const chain = Array.from({ length: 17 }, () => leaf());
    expect(outcome((warn) => checkPeer(chain, { cas: [ca], now }, { role: "client" }, warn))).toEqual([
      "Unable to verify TLS peer: Some constraint limits were reached.",
    ]);
  });
  test("later certificates are held to their time as CAs, in our own role's name the first", () => {
    const trust = { cas: [ca, leaf([], { notAfter: year(2021) })], now };
    const old = leaf([], { notAfter: year(2021) });
    expect(outcome((warn) => checkPeer([leaf(), old], trust, { role: "client" }, warn))).toEqual([
      "The CA certificate [session] has expired",
    ]);
  });
});

test("own credentials without a certificate", () => {
  const bad = Certificate.fromDer(makeCertificate({ subject: commonName("CA"), key: caKey }));
  const check = (cas: Certificate[]) =>
    outcome((warn) => checkOwnCredentials(undefined, { cas, file: "ca.pem" }, "client", now, warn));
  expect(check([ca])).toEqual([]);
  expect(check([])).toEqual([]);
  expect(check([ca, bad])).toEqual(["The certificate ca.pem is missing basic constraints for a CA"]);
});

test("a server's own certificate is called so", () => {
  const check = (certificate: Certificate) =>
    outcome((warn) =>
      checkOwnCredentials(
        { chain: [certificate], file: "s.pem" },
        { cas: [ca], file: "ca.pem" },
        "server",
        now,
        warn,
      ),
    );
  expect(check(leaf([extension.purposes([client])]))).toEqual([
    "warning: Certificate s.pem purpose does not allow use for with a TLS server",
  ]);
  expect(check(leaf([], { notAfter: year(2021) }))).toEqual(["The server certificate s.pem has expired"]);
  expect(check(leaf([], { notBefore: year(2030) }))).toEqual([
    "The server certificate s.pem is not yet active",
  ]);
  expect(check(leaf([extension.basicConstraints(true)]))).toEqual([
    "The certificate s.pem basic constraints show a CA, but we need one for a server",
  ]);
  expect(check(leaf([], { signer: key }))).toEqual([
    "Our own certificate s.pem failed validation against ca.pem: The certificate is not trusted.",
  ]);
});

test("the first and the last second of a certificate are good", () => {
  const certificate = leaf();
  const at = (date: Date) =>
    outcome((warn) => checkCertificate(certificate, "x", "client", false, date, warn));
  expect(at(year(2020))).toEqual([]);
  expect(at(new Date(year(2040).getTime() + 999))).toEqual([]);
  expect(at(new Date(year(2040).getTime() + 1000))).toEqual(["The client certificate x has expired"]);
  expect(at(new Date(year(2020).getTime() - 1))).toEqual(["The client certificate x is not yet active"]);
});

const violation = "Key usage violation in certificate has been detected.";
const handshakes: [string, ExtensionSpec[], "signed" | "rsa", string | undefined][] = [
  ["no key usage", [], "signed", undefined],
  ["signature", [extension.keyUsage(["digitalSignature"])], "signed", undefined],
  ["encipherment", [extension.keyUsage(["keyEncipherment"])], "signed", violation],
  ["encipherment, not critical", [extension.keyUsage(["keyEncipherment"], false)], "signed", violation],
  ["nothing", [extension.keyUsage([])], "signed", undefined],
  ["encipherment for RSA", [extension.keyUsage(["keyEncipherment"])], "rsa", undefined],
  ["signature for RSA", [extension.keyUsage(["digitalSignature"])], "rsa", violation],
];
test.each(handshakes)("handshake: %s", (_name, extensions, keyExchange, problem) => {
  expect(handshakeProblem(leaf(extensions), keyExchange)).toBe(problem);
});
