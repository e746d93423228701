// What can be wrong with certificates where they are installed.

import type { Finding as ToolFinding } from "../../tools/finding.js";

export const findingCodes = {
  "folder-missing": "a folder of the path is not there",
  "ca-missing": "no CA certificate",
  "cert-missing": "no certificate of our own",
  "key-missing": "no private key",
  "crl-missing": "the revocation list that was named is not there",
  unreadable: "a file is there and cannot be read",
  "bad-file": "a file is not what it should be",
  "file-owner": "somebody else owns a file or a folder",
  "file-writable": "others can write a file or a folder",
  "key-readable": "others can read the private key",
  "key-encrypted": "the private key is encrypted",
  "key-mismatch": "the private key belongs to another certificate",
  expired: "a certificate has ended",
  "not-yet-valid": "a certificate has not begun",
  "expires-soon": "a certificate ends within 30 days",
  "ca-as-leaf": "a CA's certificate where a server's or client's belongs",
  "ca-constraints": "basic constraints do not show a CA",
  "key-usage": "the key usage does not allow what is done",
  purpose: "the certificate is for another purpose",
  "unknown-issuer": "none of the CAs has signed the certificate",
  "not-trusted": "the chain to a CA is broken",
  revoked: "the certificate has been revoked",
  "crl-expired": "a revocation list has ended",
  "crl-expires-soon": "a revocation list ends within 30 days",
  "crl-foreign": "none of the CAs has signed a revocation list",
  "weak-key": "a key is too short",
  "weak-signature": "a signature uses a broken hash",
  "no-name": "the certificate has no distinguished name",
  "no-alternative-name": "the host's name stands in the CN only",
  "host-mismatch": "the certificate is for other hosts",
  libvirt: "libvirt refuses the set-up for another reason",
} as const;

export type FindingCode = keyof typeof findingCodes;

export type Finding = ToolFinding<FindingCode>;
