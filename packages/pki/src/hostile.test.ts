// Certificates, lists, keys, names and strings that somebody made to hurt. The answer is a value or a
// CertificateError, soon, and nothing else ever. VIRTGATE_SEED repeats a run.
import { expect, test } from "vitest";
import { Certificate } from "./certificate.js";
import { checkCertificate, checkPeer, handshakeProblem } from "./certificate-check.js";
import { chainStatus } from "./chain.js";
import { RevocationList } from "./crl.js";
import { dnText } from "./distinguished-name.js";
import { matchesHost } from "./host-name.js";
import { readPrivateKey } from "./key.js";
import { CertificateError } from "./problem.js";
import * as w from "./testing/der-writer.js";
import { keyPair } from "./testing/keys.js";
import {
  altName,
  attribute,
  commonName,
  extension,
  makeCertificate,
  makeCrl,
  name,
} from "./testing/maker.js";
import { certificate as pem, privateKey } from "./testing/pem-writer.js";
import { priorityCases } from "./testing/priority-cases.js";
import { mutate, pick, randomFrom } from "./testing/random.js";
import {
  randomChain,
  randomHost,
  randomHostCertificate,
  randomName,
  randomPool,
} from "./testing/random-cases.js";
import { tlsSettings } from "./tls-settings.js";

const seed = Number(process.env["VIRTGATE_SEED"] ?? 1);
const random = randomFrom(seed);
const now = new Date(Date.UTC(2026, 0, 1));

/** undefined: refused with a CertificateError. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (problem) {
    if (problem instanceof CertificateError) return undefined;
    throw new Error(`VIRTGATE_SEED=${seed}`, { cause: problem });
  }
}

/** Everything that is done with a certificate. */
function use(certificate: Certificate, others: readonly Certificate[]): void {
  attempt(() => dnText(certificate.subject));
  attempt(() => matchesHost(certificate, randomHost(random)));
  attempt(() => handshakeProblem(certificate));
  attempt(() => certificate.x509);
  void certificate.publicKey;
  for (const isCa of [true, false])
    attempt(() => checkCertificate(certificate, "x", "server", isCa, now, () => {}));
  const chain = [certificate, ...others.slice(0, random(4))];
  attempt(() => chainStatus(chain, { cas: others, now }));
  attempt(() => chainStatus([...others.slice(0, 3)], { cas: [certificate], now }));
  attempt(() => checkPeer(chain, { cas: others, now }, { role: "client", allowedDns: ["*a*"] }, () => {}));
}

const rich = () =>
  makeCertificate({
    subject: randomName(random),
    key: keyPair(pick(random, ["ec", "ed25519", "rsa2048"])),
    extensions: [
      extension.basicConstraints(true, 3),
      extension.keyUsage(["keyCertSign", "digitalSignature"]),
      extension.purposes(["1.3.6.1.5.5.7.3.1"]),
      extension.altNames([
        altName.dns("*.example.org"),
        altName.ip(1, 2, 3, 4),
        altName.directory(commonName("x")),
      ]),
      extension.nameConstraints([altName.dns("example.org")], [altName.ip(1, 2, 3, 4, 255, 255, 255, 0)]),
      extension.subjectKeyId(Uint8Array.of(1)),
      extension.authorityKeyId(Uint8Array.of(1)),
      extension.tlsFeatures([5]),
    ],
  });

test("certificates with changed bytes", { timeout: 60_000 }, () => {
  const pool = randomPool(random, 6).map((der) => Certificate.fromDer(der));
  let read = 0;
  for (let round = 0; round < 3000; round++) {
    const changed = mutate(random, round % 2 === 0 ? rich() : randomHostCertificate(random));
    const certificate = attempt(() => Certificate.fromDer(changed));
    if (certificate === undefined) continue;
    read++;
    use(certificate, pool);
  }
  expect(read).toBeGreaterThan(100); // or the changes were too rough to test anything
});

test("random bytes", () => {
  for (let round = 0; round < 3000; round++) {
    const bytes = Uint8Array.from({ length: random(200) }, () => random(256));
    if (random(2) === 0 && bytes.length > 2) bytes.set([0x30, bytes.length - 2]);
    attempt(() => Certificate.fromDer(bytes));
    attempt(() => RevocationList.fromDer(bytes));
    attempt(() => Certificate.listFromPem(pem(bytes.length === 0 ? Uint8Array.of(1) : bytes)));
    attempt(() => readPrivateKey(bytes));
  }
});

test("revocation lists with changed bytes", () => {
  const der = () =>
    makeCrl({
      issuer: commonName("CA"),
      signer: keyPair("ed25519"),
      serials: [Uint8Array.of(1), Uint8Array.of(2)],
      extensions: [extension.authorityKeyId(Uint8Array.of(1)), { oid: "2.5.29.20", value: w.int(1) }],
    });
  const ca = Certificate.fromDer(makeCertificate({ subject: commonName("CA"), key: keyPair("ed25519") }));
  for (let round = 0; round < 2000; round++) {
    const list = attempt(() => RevocationList.fromDer(mutate(random, der())));
    if (list === undefined) continue;
    attempt(() => list.isSignedBy(ca));
    attempt(() => chainStatus([ca], { cas: [ca], crls: [list], now }));
  }
});

test("files and keys with changed letters", () => {
  const files = [
    pem(rich()),
    privateKey(keyPair("rsa2048").privateKey),
    privateKey(keyPair("ec").privateKey),
  ];
  for (let round = 0; round < 2000; round++) {
    const file = mutate(random, new TextEncoder().encode(pick(random, files)));
    attempt(() => Certificate.listFromPem(file));
    attempt(() => readPrivateKey(file, "x"));
  }
});

test("priority strings with changed letters", () => {
  for (let round = 0; round < 5000; round++) {
    const text = Buffer.from(mutate(random, new TextEncoder().encode(pick(random, priorityCases)))).toString(
      "latin1",
    );
    attempt(() => tlsSettings(text));
  }
});

test("long chains of certificates that all fit each other", () => {
  const key = keyPair("ed25519");
  const one = (n: number) =>
    Certificate.fromDer(
      makeCertificate({
        subject: commonName("x"),
        issuer: commonName("y"),
        key,
        serial: Uint8Array.of(1, n),
      }),
    );
  const two = (n: number) =>
    Certificate.fromDer(
      makeCertificate({
        subject: commonName("y"),
        issuer: commonName("x"),
        key,
        serial: Uint8Array.of(2, n),
      }),
    );
  const chain = Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? one(n) : two(n)));
  const cas = Array.from({ length: 200 }, (_, n) => two(n));
  const started = performance.now();
  chainStatus(chain, { cas, now });
  expect(performance.now() - started).toBeLessThan(2000);
  for (let round = 0; round < 500; round++) {
    const pool = randomPool(random, 4);
    const { chain: some, cas: trusted } = randomChain(random, pool);
    const read = (all: readonly Uint8Array[]) => all.map((der) => Certificate.fromDer(der));
    attempt(() => chainStatus(read(some), { cas: read(trusted), now }));
  }
});

const nested = (depth: number) => {
  let inner = w.nul;
  for (let n = 0; n < depth; n++) inner = w.seq(inner);
  return inner;
};
const withExtension = (oid: string, value: Uint8Array) =>
  makeCertificate({ subject: commonName("x"), key: keyPair("ed25519"), extensions: [{ oid, value }] });

const heavy: [string, () => Uint8Array, boolean][] = [
  ["sequences in sequences", () => withExtension("1.2.3", nested(2000)), true],
  [
    "directory names in a name",
    () => withExtension("2.5.29.17", w.seq(altName.directory(nested(2000)))),
    false,
  ],
  [
    "65 extensions",
    () =>
      makeCertificate({
        subject: commonName("x"),
        key: keyPair("ed25519"),
        extensions: Array.from({ length: 65 }, (_, n) => ({ oid: `1.2.3.${n}`, value: w.nul })),
      }),
    false,
  ],
  [
    "1025 names",
    () => withExtension("2.5.29.17", w.seq(...Array.from({ length: 1025 }, () => altName.dns("a")))),
    false,
  ],
  [
    "1025 purposes",
    () => withExtension("2.5.29.37", w.seq(...Array.from({ length: 1025 }, () => w.oid("1.2.3")))),
    false,
  ],
  [
    "1025 constraints",
    () =>
      withExtension(
        "2.5.29.30",
        w.seq(w.ctx(0, ...Array.from({ length: 1025 }, () => w.seq(altName.dns("a"))))),
      ),
    false,
  ],
  [
    "257 attributes",
    () =>
      makeCertificate({
        subject: name(...Array.from({ length: 257 }, () => [attribute("CN", "a")])),
        key: keyPair("ed25519"),
      }),
    false,
  ],
  [
    "70 kB",
    () => makeCertificate({ subject: commonName("x".repeat(70_000)), key: keyPair("ed25519") }),
    false,
  ],
  [
    "60 kB of name",
    () =>
      makeCertificate({
        subject: commonName(",".repeat(60_000)),
        issuer: commonName("x"),
        key: keyPair("ed25519"),
      }),
    true,
  ],
];
test.each(heavy)("%s", (_name, make, readable) => {
  const der = make();
  const started = performance.now();
  const certificate = attempt(() => Certificate.fromDer(der));
  if (certificate !== undefined) use(certificate, []);
  expect(certificate !== undefined).toBe(readable);
  expect(performance.now() - started).toBeLessThan(1000);
});
