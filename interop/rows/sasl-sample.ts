// Who signs in with what, and how it ends, at Cyrus' server and at ours, with Cyrus' client and with ours.
import { hostname } from "node:os";
import type { CyrusUser } from "../sasl-sample.js";

export const users: readonly CyrusUser[] = [
  { name: "fred", password: "secret1" },
  { name: "Fred", password: "secret2" },
  { name: "joe", realm: "other.realm", password: "pw" },
  { name: "we,ird=n", password: "c,o=m" },
  { name: "two words", password: "pass word" },
  { name: "jürgen", password: "pässwörd" },
  { name: "nfd", password: "a\u0308b" },
  { name: "soft", password: "a\u00adb" },
  { name: "long", password: "x".repeat(200) },
];

export type MechanismKind = "scram" | "digest" | "plain";

export interface SignIn {
  readonly title: string;
  readonly user: string;
  readonly password: string;
  /** Asks to act as somebody. */
  readonly authzid?: string;
  /** The identity that comes of it, or Cyrus' reason against it, by the kind of mechanism. */
  readonly identity?: string;
  readonly refused?: { readonly [Kind in MechanismKind]: string };
}

const notFound = "unable to canonify user and get auxprops";
const unknown = { scram: notFound, digest: notFound, plain: "Password verification failed" };
const wrong = {
  scram: "StoredKey mismatch",
  digest: "client response doesn't match what we generated (tried bogus)",
  plain: "Password verification failed",
};
const other = {
  scram: "Requested identity not authenticated identity",
  digest: "Requested identity not authenticated identity",
  plain: "Requested identity not authenticated identity",
};

export const signIns: readonly SignIn[] = [
  { title: "right", user: "fred", password: "secret1", identity: "fred" },
  { title: "case counts", user: "Fred", password: "secret2", identity: "Fred" },
  { title: "space around", user: " fred ", password: "secret1", identity: "fred" },
  {
    title: "with its realm",
    user: `fred@${hostname()}`,
    password: "secret1",
    identity: `fred@${hostname()}`,
  },
  { title: "another realm", user: "joe@other.realm", password: "pw", identity: "joe@other.realm" },
  { title: "the wrong realm", user: "joe", password: "pw", refused: unknown },
  { title: "comma and equals sign", user: "we,ird=n", password: "c,o=m", identity: "we,ird=n" },
  { title: "spaces inside", user: "two words", password: "pass word", identity: "two words" },
  { title: "not ASCII", user: "jürgen", password: "pässwörd", identity: "jürgen" },
  { title: "a decomposed letter", user: "nfd", password: "a\u0308b", identity: "nfd" },
  { title: "a soft hyphen", user: "soft", password: "a\u00adb", identity: "soft" },
  { title: "a long password", user: "long", password: "x".repeat(200), identity: "long" },
  { title: "wrong password", user: "fred", password: "secret2", refused: wrong },
  { title: "no password", user: "fred", password: "", refused: wrong },
  { title: "unknown user", user: "nobody", password: "secret1", refused: unknown },
  { title: "acting as itself", user: "fred", password: "secret1", authzid: "fred", identity: "fred" },
  { title: "acting as another", user: "fred", password: "secret1", authzid: "joe", refused: other },
];

/** What Cyrus' client takes from a list. */
export const choices: readonly [offer: string, choice: string][] = [
  ["SCRAM-SHA-256 SCRAM-SHA-1 PLAIN", "SCRAM-SHA-256"],
  ["PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "SCRAM-SHA-256"],
  ["SCRAM-SHA-1 SCRAM-SHA-512 SCRAM-SHA-256", "SCRAM-SHA-512"],
  ["ANONYMOUS PLAIN", "PLAIN"],
  ["PLAIN ANONYMOUS", "PLAIN"],
  ["EXTERNAL SCRAM-SHA-1", "SCRAM-SHA-1"],
  ["SCRAM-SHA-256-PLUS SCRAM-SHA-1", "SCRAM-SHA-1"],
  ["scram-sha-1", "SCRAM-SHA-1"],
];
