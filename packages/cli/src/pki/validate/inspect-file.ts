// A file as the system sees it: is it there, whose is it, who may read and write it.

import { type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Failure } from "../../failure.js";
import { systemErrorText } from "../../system-error.js";
import { folderFindings, isTrustedOwner, octal } from "../../tools/access.js";
import { maxCrlBytes, readOrThrow } from "../../tools/read-file.js";
import type { Finding, FindingCode } from "./finding.js";

export type Kind = "ca" | "crl" | "cert" | "key";

export interface Inspected {
  /** Absent: it is not there, or cannot be read, and the findings say so. */
  readonly data?: Buffer;
  readonly findings: readonly Finding[];
}

const missingCode = {
  ca: "ca-missing",
  cert: "cert-missing",
  key: "key-missing",
  crl: "crl-missing",
} as const;
const kindText = {
  ca: "the CA certificate",
  cert: "the certificate",
  key: "the private key",
  crl: "the revocation list",
};

/** `top`: folders above it are none of our business (`--root`). */
export function inspectFile(kind: Kind, path: string, top: string): Inspected {
  const absolute = resolve(path);
  let data: Buffer;
  let stat: Stats;
  try {
    stat = statSync(absolute);
    data = readOrThrow(absolute, kind === "crl" ? maxCrlBytes : undefined);
  } catch (thrown) {
    return { findings: unreadable(kind, absolute, thrown) };
  }
  return {
    data,
    findings: [...accessFindings(kind, absolute, stat), ...folderFindings(dirname(absolute), resolve(top))],
  };
}

function unreadable(kind: Kind, file: string, thrown: unknown): Finding[] {
  const { code } = thrown as NodeJS.ErrnoException;
  const problem = (code: FindingCode, cause: string, fix: string): Finding[] => [
    { severity: "problem", code, file, cause, fix },
  ];
  if (code === "ENOENT") {
    const missing = missingCode[kind];
    const folder = firstMissing(dirname(file));
    if (kind === "crl") {
      const cause = "the revocation list is missing; libvirt says nothing and lets revoked clients in";
      return problem(missing, cause, "make one (virtgate pki crl) and put it there");
    }
    if (folder === undefined)
      return problem(missing, `${kindText[kind]} is missing`, `put it there (virtgate pki install)`);
    return problem(
      "folder-missing",
      `the folder ${folder} is missing, and so is ${kindText[kind]}`,
      "virtgate pki install makes both",
    );
  }
  if (code === "EACCES") {
    const folder = closedFolder(dirname(file));
    const fix =
      folder !== undefined
        ? `as root: chmod a+x ${folder}`
        : kind === "key"
          ? "run this as its owner; if that is who libvirt runs as: chmod u+r on it"
          : `as its owner: chmod a+r ${file}`;
    return problem("unreadable", `${kindText[kind]} cannot be read by this user`, fix);
  }
  const text = thrown instanceof Failure ? thrown.message : systemErrorText(thrown);
  return problem(
    "unreadable",
    `${kindText[kind]} cannot be read: ${text}`,
    "put a file there that can be read",
  );
}

function firstMissing(folder: string): string | undefined {
  if (isThere(folder)) return undefined;
  for (let at = folder; ; at = dirname(at)) {
    if (isThere(dirname(at)) || dirname(at) === at) return at;
  }
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The first one on the way that lets nobody else in. */
function closedFolder(folder: string): string | undefined {
  const parts: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    parts.unshift(at);
    if (dirname(at) === at) break;
  }
  return parts.find((part, index) => isThere(part) && !isThere(`${part}/.`) && index > 0);
}

function accessFindings(kind: Kind, file: string, { mode, uid }: Stats): Finding[] {
  const findings: Finding[] = [];
  if (!isTrustedOwner(uid)) {
    const danger = kind === "key" ? "who can use it" : "who can put another one there";
    findings.push({
      severity: "problem",
      code: "file-owner",
      file,
      cause: `${kindText[kind]} belongs to user ${uid}, ${danger}`,
      fix: `as root: chown root: ${file}`,
    });
  }
  if (kind === "key" && (mode & 0o004) !== 0) {
    findings.push({
      severity: "problem",
      code: "key-readable",
      file,
      cause: `everybody on this machine can read ${kindText[kind]} (mode ${octal(mode)})`,
      fix: `chmod 600 ${file}; if others had access to this machine, issue a new certificate and revoke this one`,
    });
  }
  const writers = mode & (kind === "key" ? 0o022 : 0o002);
  if (writers !== 0) {
    findings.push({
      severity: "problem",
      code: "file-writable",
      file,
      cause: `others can change ${kindText[kind]} (mode ${octal(mode)})`,
      fix: `chmod go-w ${file}`,
    });
  }
  return findings;
}
