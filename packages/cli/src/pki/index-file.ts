// What a certificate authority has issued: index.json in its folder. Every certificate stands here before its files
// have their names, so that there is none that cannot be revoked.

import type { RevocationReason } from "@virtgate/pki/issue";
import { Failure } from "../failure.js";
import { replaceFile } from "../tools/atomic-file.js";
import { readBounded } from "../tools/read-file.js";
import type { Role } from "./places.js";

export interface Issued {
  readonly role: Role;
  /** What the user calls it: the first name of a server, the name of a client. */
  readonly name: string;
  /** Lower-case hex. */
  readonly serial: string;
  /** As tls_allowed_dn_list has it. */
  readonly dn: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly revoked?: { readonly at: string; readonly reason?: RevocationReason };
  /** The serial number of the certificate that has been made in its place. */
  readonly replacedBy?: string;
}

export interface Index {
  readonly version: 1;
  /** Of the last revocation list; 0: there is none. */
  readonly crlNumber: number;
  readonly certificates: readonly Issued[];
}

export const emptyIndex: Index = { version: 1, crlNumber: 0, certificates: [] };

/** Some hundred thousand certificates. */
const maxBytes = 64 * 1024 * 1024;

/** Throws Failure for a file that cannot be read or is not of our making. */
export function readIndex(path: string): Index {
  const text = readBounded(path, maxBytes).toString("utf8");
  try {
    const index: unknown = JSON.parse(text);
    if (isIndex(index)) return index;
  } catch {
    // said below
  }
  throw new Failure(`${path} is damaged: restore it from a backup`);
}

export function writeIndex(path: string, index: Index): void {
  replaceFile(path, `${JSON.stringify(index, null, 2)}\n`, { mode: 0o600 });
}

function isIndex(value: unknown): value is Index {
  const index = value as Partial<Index> | null;
  return (
    index?.version === 1 &&
    Number.isSafeInteger(index.crlNumber) &&
    Array.isArray(index.certificates) &&
    index.certificates.every(isIssued)
  );
}

function isIssued(value: unknown): value is Issued {
  const one = value as Partial<Record<keyof Issued, unknown>> | null;
  const isText = (text: unknown) => typeof text === "string";
  return (
    typeof one === "object" &&
    one !== null &&
    (one.role === "server" || one.role === "client") &&
    [one.name, one.dn, one.notBefore, one.notAfter].every(isText) &&
    typeof one.serial === "string" &&
    /^[0-9a-f]{2,40}$/.test(one.serial) &&
    (one.replacedBy === undefined || isText(one.replacedBy)) &&
    (one.revoked === undefined || isText((one.revoked as { at?: unknown } | null)?.at))
  );
}
