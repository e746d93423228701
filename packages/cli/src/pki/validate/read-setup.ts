// Reads the files of one set-up, tells what is wrong with them as files, and has the rest judged.

import type { KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { Certificate, CertificateError, RevocationList, readPrivateKey } from "@virtgate/pki";
import type { Files, Role } from "../places.js";
import type { Finding } from "./finding.js";
import { type Inspected, inspectFile, type Kind } from "./inspect-file.js";
import { judgeSetup, type Setup } from "./judge-setup.js";

export interface Target {
  readonly role: Role;
  readonly files: Files;
  /** Folders above it do not count. */
  readonly top: string;
  readonly hosts: Setup["hosts"];
  /** The user has named the list: then it must be there. */
  readonly wantsCrl: boolean;
}

export function validateTarget({ role, files, top, hosts, wantsCrl }: Target, now: Date): Finding[] {
  const findings: Finding[] = [];
  const inspect = (kind: Kind): Inspected => {
    const inspected = inspectFile(kind, files[kind], top);
    findings.push(...inspected.findings);
    return inspected;
  };
  const read = <T>(kind: Kind, parse: (data: Buffer) => T, what: string): T | undefined => {
    const { data } = inspect(kind);
    if (data === undefined) return undefined;
    try {
      return parse(data);
    } catch (thrown) {
      if (!(thrown instanceof CertificateError)) throw thrown;
      findings.push(badFile(files[kind], what, data, thrown));
      return undefined;
    }
  };
  const cas = read("ca", Certificate.listFromPem, "a CA certificate") ?? [];
  const hasCrl = wantsCrl || existsSync(files.crl);
  const crls = hasCrl ? (read("crl", RevocationList.listFromPem, "a revocation list") ?? []) : [];
  const chain = read("cert", Certificate.listFromPem, "a certificate") ?? [];
  const key = read("key", readKey(files.key, findings), "a private key");
  const setup: Setup = { role, files, chain, cas, crls, hosts, ...(key === undefined ? {} : { key }) };
  return unique([...findings, ...judgeSetup(setup, now)]);
}

const readKey =
  (file: string, findings: Finding[]) =>
  (data: Buffer): KeyObject | undefined => {
    if (!data.includes("ENCRYPTED")) return readPrivateKey(data);
    const cause = "the private key is encrypted, and libvirt cannot ask for a passphrase";
    const fix = `openssl pkey -in ${file} -out NEW, then put NEW there with mode 600`;
    findings.push({ severity: "problem", code: "key-encrypted", file, cause, fix });
    return undefined;
  };

function badFile(file: string, what: string, data: Buffer, { message }: CertificateError): Finding {
  const labels = [...data.toString("latin1").matchAll(/^-----BEGIN ([A-Z0-9 ]{1,40})-----/gm)].map(
    ([, label]) => label,
  );
  const found =
    labels.length > 0
      ? `it has ${[...new Set(labels)].slice(0, 5).join(", ")}`
      : data[0] === 0x30
        ? "it is DER, not PEM"
        : "it is not PEM";
  const cause = `there is no readable ${what.replace(/^an? /, "")} in the file: ${message} (${found})`;
  const fix =
    data[0] === 0x30
      ? "convert it: openssl x509 -inform DER -in FILE -out FILE.pem"
      : `put ${what} in PEM there`;
  return { severity: "problem", code: "bad-file", file, cause, fix };
}

/** A folder that several files lie in is told once. */
const unique = (findings: readonly Finding[]): Finding[] =>
  findings.filter(
    (one, at) =>
      findings.findIndex(
        ({ code, file, cause }) => code === one.code && file === one.file && cause === one.cause,
      ) === at,
  );
