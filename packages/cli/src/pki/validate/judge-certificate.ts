// What is wrong with one certificate, whoever has signed it.

import { type Certificate, type KeyUsage, purposeOids } from "@virtgate/pki";
import { shown } from "../../tools/context.js";
import { nameText, purposeText, signatureText } from "../describe.js";
import type { Role } from "../places.js";
import type { Finding, FindingCode } from "./finding.js";

const dayMs = 86_400_000;
export const soonDays = 30;

/** NIST SP 800-57, part 1: 112 bits of security. */
const minRsaBits = 2048;
const minCurveBits = 224;

/** MD2, MD4, MD5 and SHA-1, with RSA, DSA and ECDSA. */
const brokenSignatures: ReadonlySet<string> = new Set([
  ..."2 3 4 5".split(" ").map((last) => `1.2.840.113549.1.1.${last}`),
  "1.2.840.10040.4.3",
  "1.2.840.10045.4.1",
]);

export interface Subject {
  readonly certificate: Certificate;
  readonly file: string;
  /** "ca": it signs others. */
  readonly as: Role | "ca";
}

/** What to do about a certificate that must be made anew. */
export const reissue = (as: Role | "ca"): string =>
  as === "ca"
    ? "renew the CA (virtgate pki renew --ca, or with the tool that made it)"
    : `issue a new one (virtgate pki ${as} NAME, or renew)`;

export function judgeCertificate({ certificate, file, as }: Subject, now: Date): Finding[] {
  const who = `${as === "ca" ? "CA" : as} certificate ${shown(nameText(certificate.subject))}`;
  const finding = (
    severity: Finding["severity"],
    code: FindingCode,
    cause: string,
    fix: string,
  ): Finding => ({
    severity,
    code,
    file,
    cause: `${who}: ${cause}`,
    fix,
  });
  const { notBefore, notAfter, basicConstraints } = certificate;
  const findings: Finding[] = [];
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs < 0) findings.push(finding("problem", "expired", `expired on ${day(notAfter)}`, reissue(as)));
  else if (leftMs <= soonDays * dayMs) {
    const days = Math.floor(leftMs / dayMs);
    findings.push(
      finding("warning", "expires-soon", `ends on ${day(notAfter)}, in ${days} days`, reissue(as)),
    );
  }
  if (notBefore > now) {
    const fix = "set this machine's clock, or wait";
    findings.push(finding("problem", "not-yet-valid", `begins on ${day(notBefore)}`, fix));
  }
  if (as === "ca" && basicConstraints?.ca !== true) {
    const cause =
      basicConstraints === undefined ? "has no basic constraints" : "is not for a CA (basic constraints)";
    findings.push(finding("problem", "ca-constraints", cause, "put the CA's own certificate there"));
  } else if (as !== "ca" && basicConstraints?.ca === true) {
    const fix = `put the ${as}'s own certificate first in the file`;
    findings.push(finding("problem", "ca-as-leaf", "is that of a CA", fix));
  } else {
    findings.push(...judgeUsage(certificate, as, finding));
  }
  if (as !== "ca" && nameText(certificate.subject) === "") {
    const cause = "has no distinguished name that libvirt could read";
    findings.push(finding("problem", "no-name", cause, reissue(as)));
  }
  findings.push(...judgeStrength(certificate, as, finding));
  return findings;
}

type Make = (severity: Finding["severity"], code: FindingCode, cause: string, fix: string) => Finding;

const wanted = {
  ca: [["keyCertSign", "certificate signing"]],
  server: [
    ["digitalSignature", "digital signature"],
    ["keyEncipherment", "key encipherment"],
  ],
  client: [
    ["digitalSignature", "digital signature"],
    ["keyEncipherment", "key encipherment"],
  ],
} as const satisfies Record<string, readonly (readonly [KeyUsage, string])[]>;

function judgeUsage(
  { keyUsage, extendedKeyUsage }: Certificate,
  as: Subject["as"],
  finding: Make,
): Finding[] {
  const findings: Finding[] = [];
  for (const [usage, text] of keyUsage === undefined ? [] : wanted[as]) {
    if (keyUsage!.usages.has(usage)) continue;
    const hint =
      usage === "keyEncipherment"
        ? "; certtool leaves it out for ECDSA and Ed25519 keys, and libvirt 9 asks for it"
        : "";
    const severity = keyUsage!.critical ? "problem" : "warning";
    findings.push(finding(severity, "key-usage", `its key usage lacks ${text}${hint}`, reissue(as)));
  }
  if (as === "ca" || extendedKeyUsage === undefined || extendedKeyUsage.purposes.length === 0)
    return findings;
  const { purposes, critical } = extendedKeyUsage;
  const own = as === "server" ? purposeOids.tlsServer : purposeOids.tlsClient;
  if (!purposes.includes(own)) {
    const passes = critical ? "" : "; libvirt only warns, other programs refuse it";
    const cause = `is for ${purposes.map(purposeText).join(", ")}, not for a TLS ${as}${passes}`;
    findings.push(finding("problem", "purpose", cause, reissue(as)));
  }
  return findings;
}

function judgeStrength(certificate: Certificate, as: Subject["as"], finding: Make): Finding[] {
  const findings: Finding[] = [];
  const key = certificate.publicKey;
  const { modulusLength } = key?.asymmetricKeyDetails ?? {};
  const curveBits = Number(/\d{3}/.exec(key?.asymmetricKeyDetails?.namedCurve ?? "")?.[0] ?? Number.NaN);
  const fix = `${reissue(as)} with a stronger key`;
  if (modulusLength !== undefined && modulusLength < minRsaBits) {
    findings.push(
      finding("problem", "weak-key", `its key has ${modulusLength} bits, less than ${minRsaBits}`, fix),
    );
  } else if (curveBits < minCurveBits) {
    findings.push(
      finding("problem", "weak-key", `its key has ${curveBits} bits, less than ${minCurveBits}`, fix),
    );
  }
  // Nobody checks a CA's signature on itself.
  const isSelfSigned = Buffer.from(certificate.subject.der).equals(certificate.issuer.der);
  if (brokenSignatures.has(certificate.signatureAlgorithm) && !isSelfSigned) {
    const cause = `its signature is ${signatureText(certificate.signatureAlgorithm)}, which can be forged`;
    findings.push(finding("problem", "weak-signature", cause, reissue(as)));
  }
  return findings;
}

const day = (date: Date) => date.toISOString().slice(0, 10);
