// `virtgate pki validate` and `show` on the certificates of the TLS tests, which certtool and openssl have made.

import { readFileSync } from "node:fs";
import { Certificate, CertificateError, checkOwnCredentials, checkPeer, RevocationList } from "@virtgate/pki";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runPki } from "../packages/cli/src/pki/program.js";
import { Terminal } from "../packages/cli/src/terminal.js";
import { runToEnd } from "./harness-process.js";
import { missing, title } from "./peers.js";
import { bundles, certificates } from "./rows/tls-certificates.js";
import { TlsPki } from "./tls-pki.js";

const why = missing("certtool", "openssl");

let pki: TlsPki;
beforeAll(async () => {
  if (why === undefined) pki = await TlsPki.make();
});
afterAll(() => pki?.remove());

async function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const said = { 1: "", 2: "" };
  const terminal = new Terminal((descriptor, text) => {
    said[descriptor] += text;
  });
  const status = await runPki(words, { terminal, env: {}, now: () => new Date() });
  terminal.flush();
  return { status, stdout: said[1], stderr: said[2] };
}

interface Setup {
  readonly role: "server" | "client";
  readonly cert: string;
  readonly ca?: string;
  readonly crl?: string;
  readonly host?: string;
}

/** Problems, then warnings behind a "?"; those about modes are the test's own doing. */
async function found({ role, cert, ca = "ca", crl, host = "localhost" }: Setup): Promise<string> {
  const files = ["--ca", pki.cert(ca), "--cert", pki.cert(cert), "--key", pki.key(cert)];
  const more = [
    ...(crl === undefined ? [] : ["--crl", pki.crl(crl)]),
    ...(role === "server" ? ["--host", host] : []),
  ];
  const { stdout } = await run("validate", `--${role}`, "--output", "json", ...files, ...more);
  const { findings } = JSON.parse(stdout).checked[0] as { findings: { severity: string; code: string }[] };
  return [...new Set(findings.map(({ severity, code }) => (severity === "problem" ? code : `?${code}`)))]
    .sort((a, b) => Number(a[0] === "?") - Number(b[0] === "?") || a.localeCompare(b))
    .join(" ");
}

// role, certificate, what is found, and what else is special
const rows: [Setup["role"], string, string, Partial<Setup>?][] = [
  ["server", "server", ""],
  ["server", "server", "", { host: "127.0.0.1" }],
  ["server", "server", "", { host: "::1" }],
  ["server", "server", "host-mismatch", { host: "127.0.0.2" }],
  ["server", "server", "", { ca: "two-cas" }],
  ["server", "server", "expired", { ca: "ca-and-expired" }],
  ["server", "server", "unknown-issuer", { ca: "otherca" }],
  ["server", "server-and-ca", ""],
  ["server", "ca-before-server", "ca-as-leaf"],
  ["server", "server-cn", "?no-alternative-name"],
  ["server", "server-elsewhere", "host-mismatch"],
  ["server", "server-ipv4", "", { host: "127.0.0.1" }],
  ["server", "server-ipv6", "", { host: "::1" }],
  ["server", "server-expired", "expired"],
  ["server", "server-future", "not-yet-valid"],
  ["server", "server-client-only", "purpose"],
  ["server", "server-signing-only", "key-usage"],
  ["server", "server-otherca", "unknown-issuer"],
  ["server", "server-inter1", "unknown-issuer"],
  ["server", "server-inter1", "", { ca: "ca-and-inter1" }],
  ["server", "server-inter1-chain", "unknown-issuer"],
  ["server", "server-inter1-chain", "", { ca: "ca-and-inter1" }],
  ["server", "server-inter2-mixed", "", { ca: "ca-and-inter-both" }],
  ["server", "server-ca-expired", "expired", { ca: "ca-expired" }],
  ["server", "server-rsa1024", "weak-key"],
  ["server", "server-sha1", "weak-signature"],
  ["server", "server-ec", ""],
  ["server", "server-p384", ""],
  ["server", "server-ed25519", ""],
  ["server", "server:nothing", ""],
  ["server", "server:usage-signature", "?key-usage"],
  ["server", "server:usage!-signature", "key-usage"],
  ["server", "server:purpose-client", "purpose"],
  ["server", "server:purpose!-client", "purpose"],
  ["server", "server:purpose-any", "purpose"],
  ["server", "server:purpose!-both", ""],
  ["server", "server:basic!-true", "ca-as-leaf"],
  ["client", "client", ""],
  ["client", "client-revoked", ""],
  ["client", "client-revoked", "revoked", { crl: "crl" }],
  ["client", "client", "", { crl: "crl" }],
  ["client", "client", "", { crl: "crl-empty" }],
  ["client", "client", "crl-expired", { crl: "crl-old" }],
  ["client", "client", "crl-foreign", { crl: "crl-otherca" }],
  ["client", "client-comma", ""],
  ["client", "client-expired", "expired"],
  ["client", "client-future", "not-yet-valid"],
  ["client", "client-otherca", "unknown-issuer"],
  ["client", "client-no-name", "no-name"],
  ["client", "client-self", "key-usage unknown-issuer"],
  ["client", "client-of-client-chain", "ca-constraints"],
  ["client", "client-inter-expired-chain", "expired"],
  ["client", "client-too-long-chain", "not-trusted", { ca: "ca-pathlen0" }],
  ["client", "client", "ca-constraints", { ca: "ca-no-basic" }],
  ["client", "client", "ca-constraints", { ca: "ca-basic-false" }],
  ["client", "client:usage-both", ""],
  ["client", "client:usage-neither", "?key-usage"],
  ["client", "client:usage!-neither", "key-usage"],
  ["client", "client:purpose-server", "purpose"],
];

describe.skipIf(why)(title("certificates of certtool and openssl", why), () => {
  test.each(rows)("%s %s: %s %j", async (role, cert, expected, more = {}) => {
    const codes = await found({ role, cert, ...more });
    // With the wrong CA the certificate's issuer is unknown as well.
    expect(more.ca?.startsWith("ca-") ? codes.replace(/ ?unknown-issuer/, "") : codes).toBe(expected);
  });

  test("whatever libvirt refuses, validate calls a problem", async () => {
    const now = new Date();
    const cas = Certificate.listFromPem(readFileSync(pki.cert("ca")));
    const lists = RevocationList.listFromPem(readFileSync(pki.crl("crl")));
    const missed: string[] = [];
    let refused = 0;
    for (const name of [...certificates.map((row) => row.name), ...Object.keys(bundles)]) {
      if (!/^(server|client)/.test(name)) continue;
      const role = name.startsWith("server") ? "server" : "client";
      const chain = Certificate.listFromPem(readFileSync(pki.cert(name)));
      try {
        checkOwnCredentials({ chain, file: "own" }, { cas, file: "ca" }, role, now, () => {});
        const host = role === "server" ? { host: "localhost" } : {};
        checkPeer(chain, { cas, crls: lists, now }, { role, ...host }, () => {});
      } catch (thrown) {
        if (!(thrown instanceof CertificateError)) throw thrown;
        refused++;
        const codes = await found({ role, cert: name, crl: "crl" });
        if (!/^[^?]/.test(codes)) missed.push(`${name}: ${thrown.message} (${codes})`);
      }
    }
    expect(missed).toEqual([]);
    expect(refused).toBeGreaterThan(40);
  });

  test("show prints the names that libvirt compares, and reads every file", async () => {
    const names = [...certificates.map((row) => row.name), ...Object.keys(bundles)];
    const shown = await Promise.all(names.map((name) => run("show", "--output", "json", pki.cert(name))));
    expect(shown.filter(({ status }) => status !== 0)).toEqual([]);
    for (const name of ["client", "client-comma", "ca", "server-cn"]) {
      const theirs = await runToEnd("virt-pki-query-dn", [pki.cert(name)]);
      const ours = JSON.parse((await run("show", "--output", "json", pki.cert(name))).stdout);
      expect(`${ours.certificates[0].dn}\n`).toBe(theirs.stdout);
    }
  });
});
