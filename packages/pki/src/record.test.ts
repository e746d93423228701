// VIRTGATE_RECORD=1: asks GnuTLS (libgnutls28-dev and a C compiler) what it makes of the cases under testing/ and
// writes its answers to vectors/, which vectors.test.ts holds against our own. Keys are new each time, so the
// certificates differ from run to run; the answers do not. Random cases are compared at once, and not kept.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Certificate } from "./certificate.js";
import { chainStatus } from "./chain.js";
import { RevocationList } from "./crl.js";
import { dnText } from "./distinguished-name.js";
import { matchesHost } from "./host-name.js";
import { CertificateError } from "./problem.js";
import { type ChainCase, chainCases } from "./testing/chain-cases.js";
import { dnCases } from "./testing/dn-cases.js";
import { hostCertificates, hosts } from "./testing/host-cases.js";
import { keyPair } from "./testing/keys.js";
import { commonName, makeCertificate } from "./testing/maker.js";
import { nameHex } from "./testing/name-hex.js";
import { priorityCases } from "./testing/priority-cases.js";
import { mutate, randomFrom } from "./testing/random.js";
import {
  randomChain,
  randomHost,
  randomHostCertificate,
  randomName,
  randomPool,
} from "./testing/random-cases.js";
import { Pool, rowsText } from "./testing/rows.js";
import { usageCases } from "./testing/usage-cases.js";

const vectors = new URL("../vectors/", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "virtgate-oracle-"));
execFileSync("cc", ["-o", join(folder, "oracle"), join(vectors, "oracle.c"), "-lgnutls"]);
afterAll(() => rmSync(folder, { recursive: true }));

function ask(questions: readonly string[]): string[] {
  const input = `${questions.join("\n")}\n`;
  const output = execFileSync(join(folder, "oracle"), { input, encoding: "utf8", maxBuffer: 1 << 28 });
  return output.trimEnd().split("\n");
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const list = (all: readonly Uint8Array[]) => (all.length === 0 ? "-" : all.map(hex).join(","));

function write(name: string, rows: readonly unknown[]): void {
  writeFileSync(join(vectors, name), rowsText(rows));
}

describe("GnuTLS is asked", () => {
  test("what names are called", () => {
    const rows = dnCases.map(([what, subject]) => ({
      what,
      certificate: makeCertificate({ subject, key: keyPair("ed25519"), issuer: commonName("x") }),
    }));
    const answers = ask(rows.map(({ certificate }) => `dn ${hex(certificate)}`));
    write(
      "names.json",
      rows.map(({ what, certificate }, at) => ({
        what,
        answer: answers[at],
        certificate: base64(certificate),
      })),
    );
  });

  test("which hosts certificates are for", () => {
    const rows = hostCertificates.map(({ what, subject, extensions }) => ({
      what,
      certificate: makeCertificate({ subject, extensions, key: keyPair("ed25519") }),
    }));
    const names = hosts.map((host) => hex(Buffer.from(host)));
    const answers = ask(
      rows.flatMap(({ certificate }) => names.map((name) => `host ${hex(certificate)} ${name}`)),
    );
    write(
      "hosts.json",
      rows.map(({ what, certificate }, at) => {
        const mine = answers.slice(at * hosts.length, (at + 1) * hosts.length);
        const refused = mine.find((answer) => answer.startsWith("error"));
        const matches = hosts.filter((_, index) => mine[index] === "ok 1");
        return {
          what,
          ...(refused === undefined ? { matches } : { refused }),
          certificate: base64(certificate),
        };
      }),
    );
  });

  test("whether chains are trusted", () => {
    const cases = chainCases();
    const now = (one: ChainCase) => (one.now ?? new Date(Date.UTC(2026, 0, 1))).getTime() / 1000;
    const answers = ask(
      cases.flatMap((one) => [
        `time ${now(one)}`,
        `peer ${one.profile ?? 2} ${list(one.chain)} ${list(one.cas)} ${list(one.crls ?? [])}`,
        `own ${hex(one.chain[0]!)} ${list(one.cas)}`,
      ]),
    );
    const pool = new Pool();
    write("chains.json", [
      ...cases.map((one, at) => ({
        what: one.what,
        now: now(one),
        profile: one.profile ?? 2,
        peer: answers[at * 3 + 1],
        own: answers[at * 3 + 2],
        chain: one.chain.map(pool.index),
        cas: one.cas.map(pool.index),
        crls: (one.crls ?? []).map(pool.index),
      })),
      { certificates: pool.certificates },
    ]);
  });

  test("what certificates are for", () => {
    const rows = usageCases().map((extensions) =>
      makeCertificate({ subject: commonName("x"), key: keyPair("ed25519"), extensions }),
    );
    const answers = ask(rows.map((certificate) => `purpose ${hex(certificate)}`));
    write(
      "usages.json",
      rows.map((certificate, at) => ({ answer: answers[at], certificate: base64(certificate) })),
    );
  });

  test("what priority strings mean", () => {
    const answers = ask(
      priorityCases.map((text) => `priority ${text === "" ? "00" : hex(Buffer.from(text))}`),
    );
    write(
      "priorities.json",
      priorityCases.map((priority, at) => ({ priority, answer: answers[at] })),
    );
  });
});

const seed = Number(process.env["VIRTGATE_SEED"] ?? Date.now() % 1_000_000);

/** Our answer in the oracle's words. */
function ours(ask: () => string | number): string {
  try {
    return `ok ${ask()}`;
  } catch (problem) {
    if (problem instanceof CertificateError) return "error";
    throw problem;
  }
}

const sameKind = (answer: string) => answer.replace(/^error.*/, "error");

describe(`GnuTLS agrees about (VIRTGATE_SEED=${seed})`, () => {
  const random = randomFrom(seed);

  test("random names", { timeout: 120_000 }, () => {
    const certificates = Array.from({ length: 3000 }, () =>
      makeCertificate({ subject: randomName(random), key: keyPair("ed25519"), issuer: commonName("x") }),
    );
    const answers = ask(certificates.map((certificate) => `dn ${hex(certificate)}`));
    const mine = certificates.map((der) => ours(() => nameHex(dnText(Certificate.fromDer(der).subject))));
    expect(mine).toEqual(answers.map(sameKind));
  });

  test("random hosts", { timeout: 120_000 }, () => {
    const cases = Array.from({ length: 300 }, () => randomHostCertificate(random)).flatMap((der) =>
      Array.from({ length: 20 }, () => ({ der, host: randomHost(random) })).filter(({ host }) => host !== ""),
    );
    const answers = ask(cases.map(({ der, host }) => `host ${hex(der)} ${hex(Buffer.from(host))}`));
    const mine = cases.map(({ der, host }) =>
      ours(() => Number(matchesHost(Certificate.fromDer(der), host))),
    );
    const differing = cases.filter((_, at) => mine[at] !== sameKind(answers[at]!));
    expect(differing.map(({ der, host }) => [host, base64(der)])).toEqual([]);
  });

  test("random chains", { timeout: 120_000 }, () => {
    const pools = Array.from({ length: 40 }, () => randomPool(random, 12));
    const cases = pools.flatMap((pool) => Array.from({ length: 60 }, () => randomChain(random, pool)));
    const now = new Date(Date.UTC(2026, 0, 1));
    const questions = cases.map(({ chain, cas, crls }) => `peer 2 ${list(chain)} ${list(cas)} ${list(crls)}`);
    const answers = ask([`time ${now.getTime() / 1000}`, ...questions]).slice(1);
    const read = (all: readonly Uint8Array[]) => all.map((der) => Certificate.fromDer(der));
    const mine = cases.map(({ chain, cas, crls }) =>
      ours(() =>
        chainStatus(read(chain), {
          cas: read(cas),
          crls: crls.map((der) => RevocationList.fromDer(der)),
          now,
        }),
      ),
    );
    // A certificate that is trusted itself and revoked by its issuer: GnuTLS looks for the list under another name.
    const isOurs = (at: number) => mine[at] === "ok 34" && answers[at] === "ok 0";
    const differing = questions.flatMap((question, at) =>
      mine[at] === sameKind(answers[at]!) || isOurs(at)
        ? []
        : [{ mine: mine[at], gnutls: answers[at], question }],
    );
    expect(differing.slice(0, 3)).toEqual([]);
  });

  test("what is no certificate", { timeout: 120_000 }, () => {
    const certificates = [
      ...randomPool(random, 20),
      ...Array.from({ length: 20 }, () => randomHostCertificate(random)),
    ];
    const changed = certificates.flatMap((der) => Array.from({ length: 100 }, () => mutate(random, der)));
    const answers = ask(changed.map((der) => `purpose ${hex(der)}`));
    const mine = changed.map((der) => ours(() => Certificate.fromDer(der).version).slice(0, 2));
    // We may be stricter. What GnuTLS refuses and we take are signs in places it looks into and we do not.
    const taken = changed.filter((_, at) => mine[at] === "ok" && answers[at]!.startsWith("error"));
    expect(taken.map(base64)).toEqual([]);
  });
});
