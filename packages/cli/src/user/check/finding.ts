// What can be wrong with how users sign in.

import type { Finding as ToolFinding } from "../../tools/finding.js";

export const findingCodes = {
  "conf-missing": "no SASL configuration file",
  "conf-broken": "the SASL configuration cannot be read",
  "daemon-conf-broken": "libvirtd.conf cannot be read",
  "no-sasl": "no socket asks for SASL",
  "no-mechanism": "a socket asks for SASL and has no mechanism to offer",
  "mechanism-unknown": "mech_list names a mechanism that is not available",
  "no-users": "there is nobody who could sign in with a password",
  "store-missing": "a file of users that is named is not there",
  "store-broken": "a file of users cannot be read",
  "store-open": "others than the owner have access to a file of users",
  "store-owner": "a file of users belongs to somebody else",
  "file-owner": "somebody else owns a folder",
  "file-writable": "others can write a folder",
  "plain-passwords": "a file holds passwords themselves",
  "iterations-high": "more rounds of SCRAM than virsh's library makes",
  "iterations-differ": "the number of rounds tells strangers who exists",
  "digest-md5-missing": "users lack what the only mechanism with passwords needs",
  "user-unknown": "there is no such user",
  "user-elsewhere": "the user is only in a file that is asked later, or in another realm",
  "user-not-allowed": "the user is not on the list of those who may come in",
  "user-no-mechanism": "no mechanism that is offered has what it needs of the user",
  "wrong-password": "the password that was typed is not the user's",
  "krb5-conf-broken": "krb5.conf cannot be read",
  "realm-missing": "nothing says which Kerberos realm this host is in",
  "gssapi-not-listed": "mech_list leaves out Kerberos",
  "gssapi-unavailable": "Kerberos is not available here",
  "keytab-missing": "no keytab",
  "keytab-broken": "the keytab cannot be read",
  "keytab-open": "others than the owner have access to the keytab",
  "key-missing": "the keytab has no key for the daemon",
  "key-weak": "the keytab's key is of a type that is no longer used",
} as const;

export type FindingCode = keyof typeof findingCodes;
export type Finding = ToolFinding<FindingCode>;

export const problem = (
  code: FindingCode,
  file: string | undefined,
  cause: string,
  fix: string,
): Finding => ({
  severity: "problem",
  code,
  ...(file === undefined ? {} : { file }),
  cause,
  fix,
});

export const warning = (
  code: FindingCode,
  file: string | undefined,
  cause: string,
  fix: string,
): Finding => ({
  ...problem(code, file, cause, fix),
  severity: "warning",
});
