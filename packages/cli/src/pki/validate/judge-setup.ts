// What is wrong with certificate, key, CAs and revocation lists together. No files: everything has been read.

import type { KeyObject } from "node:crypto";
import {
  type Certificate,
  CertificateError,
  chainProblem,
  checkOwnCredentials,
  keyMatches,
  matchesHost,
  type RevocationList,
} from "@virtgate/pki";
import { shown } from "../../tools/context.js";
import { nameText } from "../describe.js";
import type { Role } from "../places.js";
import type { Finding, FindingCode } from "./finding.js";
import { judgeCertificate, reissue, soonDays } from "./judge-certificate.js";

export interface Setup {
  readonly role: Role;
  readonly files: { readonly ca: string; readonly crl: string; readonly cert: string; readonly key: string };
  /** Empty: there is none, which has been told. */
  readonly chain: readonly Certificate[];
  readonly cas: readonly Certificate[];
  readonly crls: readonly RevocationList[];
  readonly key?: KeyObject;
  /** Names by which clients reach the server; `asked`: the user has named them. */
  readonly hosts: { readonly names: readonly string[]; readonly asked: boolean };
}

export function judgeSetup(setup: Setup, now: Date): Finding[] {
  const { role, files, chain, cas } = setup;
  const findings: Finding[] = [];
  for (const certificate of cas)
    findings.push(...judgeCertificate({ certificate, file: files.ca, as: "ca" }, now));
  // Behind a CA in the first place the order is wrong, and nothing else can be said.
  const judged = chain[0]?.basicConstraints?.ca === true ? chain.slice(0, 1) : chain;
  for (const [index, certificate] of judged.entries()) {
    findings.push(...judgeCertificate({ certificate, file: files.cert, as: index === 0 ? role : "ca" }, now));
  }
  findings.push(...judgeKey(setup), ...judgeLists(setup, now), ...judgeChain(setup, findings, now));
  if (role === "server") findings.push(...judgeHosts(setup));
  findings.push(...judgeAsLibvirt(setup, findings, now));
  return findings;
}

function judgeKey({ chain, key, files }: Setup): Finding[] {
  const [certificate] = chain;
  if (certificate === undefined || key === undefined || keyMatches(certificate, key)) return [];
  const cause = `the private key does not belong to the certificate ${files.cert}`;
  const fix = "put the key there that was made with this certificate, or issue both anew";
  return [{ severity: "problem", code: "key-mismatch", file: files.key, cause, fix }];
}

function judgeLists({ cas, crls, files }: Setup, now: Date): Finding[] {
  return crls.flatMap((list): Finding[] => {
    const finding = (
      severity: Finding["severity"],
      code: FindingCode,
      cause: string,
      fix: string,
    ): Finding => ({
      severity,
      code,
      file: files.crl,
      cause,
      fix,
    });
    const renew = "make a new one (virtgate pki crl) and install it";
    if (cas.length > 0 && !cas.some((ca) => list.isSignedBy(ca))) {
      const cause = `the revocation list of ${shown(nameText(list.issuer))} is not signed by a CA in ${files.ca}`;
      return [finding("problem", "crl-foreign", cause, "put the list of this CA there")];
    }
    if (list.nextUpdate === undefined) return [];
    const leftMs = list.nextUpdate.getTime() - now.getTime();
    const until = list.nextUpdate.toISOString().slice(0, 10);
    if (leftMs < 0) {
      return [
        finding(
          "problem",
          "crl-expired",
          `the revocation list ended on ${until}: every certificate of its CA is refused`,
          renew,
        ),
      ];
    }
    if (leftMs > soonDays * 86_400_000) return [];
    const cause = `the revocation list ends on ${until}; from then on every certificate of its CA is refused`;
    return [finding("warning", "crl-expires-soon", cause, renew)];
  });
}

function judgeChain(
  { role, chain, cas, crls, files }: Setup,
  before: readonly Finding[],
  now: Date,
): Finding[] {
  const [certificate] = chain;
  if (certificate === undefined || cas.length === 0) return [];
  const problem = (code: FindingCode, cause: string, fix: string): Finding[] => [
    { severity: "problem", code, file: files.cert, cause, fix },
  ];
  const name = shown(nameText(certificate.subject));
  if (crls.some((list) => isOn(list, certificate, cas))) {
    return problem(
      "revoked",
      `the certificate ${name} has been revoked`,
      `issue a new one (virtgate pki ${role} NAME)`,
    );
  }
  const reason = chainProblem(chain, { cas, crls, now });
  if (reason === undefined) return [];
  if (/known issuer/.test(reason)) return problem("unknown-issuer", ...whyUnknown(chain, cas, files.ca));
  if (/insecure/.test(reason)) {
    if (before.some(({ code }) => code === "weak-key" || code === "weak-signature")) return [];
    return problem("weak-signature", `the chain of ${name} uses an insecure algorithm`, reissue(role));
  }
  const isTold =
    before.some(({ severity, code }) => severity === "problem" && explaining.has(code)) ||
    crls.some((list) => ended(list, now));
  if (isTold) return [];
  const cause = `the chain from ${name} to a CA in ${files.ca} is broken (${reason})`;
  return problem(
    "not-trusted",
    cause,
    "check the intermediate certificates, their path lengths and name constraints",
  );
}

/** Findings that also break the chain. */
const explaining: ReadonlySet<FindingCode> = new Set([
  "expired",
  "not-yet-valid",
  "ca-constraints",
  "key-usage",
]);

const ended = ({ nextUpdate }: RevocationList, now: Date) => nextUpdate !== undefined && nextUpdate < now;

const isOn = (list: RevocationList, { issuer, serialNumber }: Certificate, cas: readonly Certificate[]) =>
  Buffer.from(list.issuer.der).equals(issuer.der) &&
  list.isRevoked(serialNumber) &&
  cas.some((ca) => list.isSignedBy(ca));

function whyUnknown(
  chain: readonly Certificate[],
  cas: readonly Certificate[],
  caFile: string,
): [string, string] {
  const last = chain.at(-1)!;
  const issuer = nameText(last.issuer);
  const namesake = cas.find((ca) => nameText(ca.subject) === issuer);
  if (namesake !== undefined && chain.length === 1) {
    return [
      `the certificate is signed with another key than that of the CA ${shown(issuer)} in ${caFile}: the CA has been made anew under its old name`,
      "put the CA's certificate there that has signed it, or have it issued anew by this CA",
    ];
  }
  const have = cas.map((ca) => shown(nameText(ca.subject))).slice(0, 10);
  return [
    `the certificate is issued by ${shown(issuer)}, and ${caFile} has only ${have.join("; ")}`,
    `append the certificate of ${shown(issuer)} to ${caFile}`,
  ];
}

function judgeHosts({ chain, files, hosts }: Setup): Finding[] {
  const [certificate] = chain;
  if (certificate === undefined || certificate.basicConstraints?.ca === true) return [];
  const findings: Finding[] = [];
  const { dns = [], ip = [] } = certificate.subjectAltNames ?? {};
  const fix = "issue it for all names that clients use (virtgate pki server NAME NAME...)";
  if (dns.length + ip.length === 0) {
    const cause = "the host's name stands in the CN only; libvirt accepts that, other programs do not";
    findings.push({ severity: "warning", code: "no-alternative-name", file: files.cert, cause, fix });
  }
  const names = [...dns, ...ip].map(shown).join(", ") || shown(nameText(certificate.subject));
  // This host's name may be the first part of the one in the certificate.
  const isIts = (name: string) => !hosts.asked && dns.some((own) => own.startsWith(`${name}.`));
  const unmatched = hosts.names.filter((name) => !matchesHost(certificate, name) && !isIts(name));
  if (hosts.asked) {
    for (const name of unmatched) {
      const cause = `clients that ask for ${shown(name)} refuse the certificate: it is for ${names}`;
      findings.push({ severity: "problem", code: "host-mismatch", file: files.cert, cause, fix });
    }
  } else if (hosts.names.length > 0 && unmatched.length === hosts.names.length) {
    const cause = `the certificate is for ${names}, not for this host's name ${hosts.names.map(shown).join(", ")}`;
    findings.push({ severity: "warning", code: "host-mismatch", file: files.cert, cause, fix });
  }
  return findings;
}

/** The same checks as libvirt's at start, so that nothing it refuses is called good. */
function judgeAsLibvirt(
  { role, chain, cas, files }: Setup,
  before: readonly Finding[],
  now: Date,
): Finding[] {
  if (chain.length === 0 || cas.length === 0) return [];
  try {
    checkOwnCredentials({ chain, file: files.cert }, { cas, file: files.ca }, role, now, () => {});
    return [];
  } catch (thrown) {
    if (!(thrown instanceof CertificateError)) throw thrown;
    if (before.some(({ severity }) => severity === "problem")) return [];
    if (chain.length > 1 && /known issuer/.test(thrown.message)) {
      const between = shown(nameText(chain[0]!.issuer));
      const cause = `libvirt wants the intermediate CA ${between} in ${files.ca} too: at start it looks at the first certificate of ${files.cert} only`;
      const fix = `append the certificate of ${between} to ${files.ca}`;
      return [{ severity: "problem", code: "unknown-issuer", file: files.ca, cause, fix }];
    }
    return [
      { severity: "problem", code: "libvirt", file: files.cert, cause: thrown.message, fix: reissue(role) },
    ];
  }
}
