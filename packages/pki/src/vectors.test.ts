// Our answers against GnuTLS', as record.test.ts wrote them down.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Certificate } from "./certificate.js";
import { checkOwnCredentials, checkPeer, handshakeProblem } from "./certificate-check.js";
import { chainStatus, ownStatus } from "./chain.js";
import { RevocationList } from "./crl.js";
import { dnText } from "./distinguished-name.js";
import { matchesHost } from "./host-name.js";
import { keyUsages } from "./key-usage.js";
import { CertificateError } from "./problem.js";
import { profileBits } from "./testing/chain-cases.js";
import { hosts } from "./testing/host-cases.js";
import { nameHex } from "./testing/name-hex.js";

function read<Row>(name: string): Row[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));
}

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

function answerOf(ask: () => string): string {
  try {
    return `ok ${ask()}`;
  } catch (problem) {
    if (!(problem instanceof CertificateError)) throw problem;
    return `error ${problem.message}`;
  }
}

interface NameRow {
  what: string;
  answer: string;
  certificate: string;
}

test.each(read<NameRow>("names.json"))("name: $what", ({ answer, certificate }) => {
  const { subject } = Certificate.fromDer(bytes(certificate));
  expect(answerOf(() => nameHex(dnText(subject)))).toBe(answer);
});

interface HostRow {
  what: string;
  matches?: string[];
  refused?: string;
  certificate: string;
}

test.each(read<HostRow>("hosts.json"))("host: $what", ({ matches, refused, certificate }) => {
  if (refused !== undefined) {
    expect(() => Certificate.fromDer(bytes(certificate))).toThrow(CertificateError);
    return;
  }
  const read = Certificate.fromDer(bytes(certificate));
  expect(hosts.filter((host) => matchesHost(read, host))).toEqual(matches);
});

interface ChainRow {
  what: string;
  now: number;
  profile: keyof typeof profileBits;
  peer: string;
  own: string;
  chain: number[];
  cas: number[];
  crls: number[];
}

describe("chain", () => {
  const rows = read<ChainRow | { certificates: string[] }>("chains.json");
  const { certificates } = rows.pop() as { certificates: string[] };
  const certificate = (index: number) => Certificate.fromDer(bytes(certificates[index]!));
  const list = (index: number) => RevocationList.fromDer(bytes(certificates[index]!));

  test.each(rows as ChainRow[])("$what", (row) => {
    const now = new Date(row.now * 1000);
    const chain = row.chain.map(certificate);
    const cas = row.cas.map(certificate);
    const minSecurityBits = profileBits[row.profile];
    const status = chainStatus(chain, { cas, crls: row.crls.map(list), now, minSecurityBits });
    expect(`ok ${status}`).toBe(row.peer);
    expect(`ok ${ownStatus(chain[0]!, cas, now)}`).toBe(row.own);
  });
});

interface UsageRow {
  answer: string;
  certificate: string;
}

test.each(read<UsageRow>("usages.json"))("usage: $answer", ({ answer, certificate }) => {
  const { basicConstraints, keyUsage, extendedKeyUsage } = Certificate.fromDer(bytes(certificate));
  // GnuTLS' numbers of the usages: the bits of the first byte, then decipherOnly as 32768.
  const bit = (index: number) => (index < 8 ? 0x80 >> index : 0x8000);
  const mask = keyUsages.reduce(
    (sum, usage, index) => sum + (keyUsage?.usages.has(usage) ? bit(index) : 0),
    0,
  );
  const words = [
    basicConstraints === undefined ? "-1" : basicConstraints.ca ? "1" : "0",
    keyUsage === undefined ? "none" : `${mask}/${keyUsage.critical ? 1 : 0}`,
    ...(extendedKeyUsage?.purposes ?? []).map((oid) => `${oid}/${extendedKeyUsage?.critical ? 1 : 0}`),
  ];
  expect(`ok ${words.join(" ")}`).toBe(answer);
});

interface CheckRow {
  what: string;
  kind: "own" | "peer";
  warnings: string[];
  error: string;
  host: string;
  chain: number[];
  cas: number[];
}

describe("libvirt", () => {
  const rows = read<CheckRow | { certificates: string[] }>("checks.json");
  const { certificates } = rows.pop() as { certificates: string[] };
  const certificate = (index: number) => Certificate.fromDer(bytes(certificates[index]!));
  /** What virsh comes to when nothing is wrong: nobody listens there, or the server says no. */
  const good = {
    own: "unable to connect to server at '127.0.0.1:1': Connection refused",
    peer: "server verification (of our certificate or IP address) failed",
  } as const;

  function check(row: CheckRow): { warnings: string[]; error: string } {
    const chain = row.chain.map(certificate);
    const cas = row.cas.map(certificate);
    const now = new Date(Date.UTC(2026, 10, 1));
    const warnings: string[] = [];
    const warn = (text: string) => warnings.push(text);
    try {
      if (row.kind === "own") {
        checkOwnCredentials(
          { chain, file: "DIR/clientcert.pem" },
          { cas, file: "DIR/cacert.pem" },
          "client",
          now,
          warn,
        );
      } else {
        const problem = handshakeProblem(chain[0]!);
        if (problem !== undefined)
          return { warnings, error: `authentication failed: TLS handshake failed ${problem}` };
        checkPeer(chain, { cas, now }, { role: "server", host: row.host }, warn);
      }
      return { warnings, error: good[row.kind] };
    } catch (problem) {
      if (!(problem instanceof CertificateError)) throw problem;
      if (row.kind === "own") return { warnings, error: problem.message };
      warn(`Certificate check failed ${problem.message}`);
      return { warnings, error: "authentication failed: Failed to verify peer's certificate" };
    }
  }

  test.each(rows as CheckRow[])("$kind: $what", (row) => {
    expect(check(row)).toEqual({ warnings: row.warnings, error: row.error });
  });
});
