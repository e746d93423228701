// From a password to what is kept of it, and back: is this the password?
import { digestMd5Hash } from "./digest-md5/hashes.js";
import { cyrusIterations, maxIterations, maxPasswordBytes, minIterations, saltBytes } from "./limits.js";
import { SaslError } from "./problem.js";
import { saslprep } from "./saslprep.js";
import { hmac, saltedPassword, sameBytes, scramHashes, scramKeys } from "./scram-hash.js";
import { byteLength } from "./text.js";
import type { ScramHash, ScramVerifier, UserRecord, UserStore } from "./user-store.js";

/** Throws "malformed message" for a password that can be neither set nor sent: with a NUL, or over 1024 bytes. */
export function requirePassword(password: string): void {
  if (password.includes("\0")) throw new SaslError("malformed message", "NULs found in the password");
  if (byteLength(password) > maxPasswordBytes)
    throw new SaslError("malformed message", `the password is longer than ${maxPasswordBytes} bytes`);
}

/**
 * What SCRAM needs to know of a password. Where SASLprep would change it, both forms' keys. `iterations` are
 * between 4096 and a million; above 65536 no client that is built on Cyrus signs in.
 */
export async function scramVerifier(
  hash: ScramHash,
  password: string,
  salt: Uint8Array,
  iterations: number,
): Promise<ScramVerifier> {
  requirePassword(password);
  if (!Number.isInteger(iterations) || iterations < minIterations || iterations > maxIterations)
    throw new RangeError(`iterations: expected ${minIterations} to ${maxIterations}, got ${iterations}`);
  const keysOf = async (text: string) => {
    const { storedKey, serverKey } = scramKeys(hash, await saltedPassword(hash, text, salt, iterations));
    return { storedKey, serverKey };
  };
  const verifier = { salt, iterations, ...(await keysOf(password)) };
  const prepared = await saslprep(password);
  return prepared === undefined || prepared === password || prepared === ""
    ? verifier
    : { ...verifier, prepared: await keysOf(prepared) };
}

export interface VerifierOptions {
  readonly iterations: number;
  /** Also what DIGEST-MD5 needs. With it, whoever reads the file can sign in with DIGEST-MD5. */
  readonly digestMd5?: boolean;
  /** The host that this is for, whose name is DIGEST-MD5's realm there; the user's realm if absent. */
  readonly host?: string;
  random(bytes: number): Uint8Array;
}

/** Everything that is kept of a user: verifiers for all three hashes, each with a salt of its own. */
export async function verifiersOf(
  user: string,
  realm: string,
  password: string,
  { iterations, digestMd5 = false, host = realm, random }: VerifierOptions,
): Promise<UserRecord> {
  const of = (hash: ScramHash) => scramVerifier(hash, password, random(saltBytes), iterations);
  const scram = { sha512: await of("sha512"), sha256: await of("sha256"), sha1: await of("sha1") };
  if (!digestMd5) return { scram };
  const a1Hash = digestMd5Hash(user, realm, password);
  return { scram, digestMd5: { a1Hash, fullA1Hash: digestMd5Hash(`${user}@${realm}`, host, password) } };
}

/** In which order a password is checked against verifiers: the hash with the fewest milliseconds first. */
const plainOrder = ["sha256", "sha512", "sha1"] as const satisfies readonly ScramHash[];

/** Whether something is kept of the user that a password can be compared with. */
export const canTell = ({ scram, digestMd5 }: UserRecord): boolean =>
  digestMd5 !== undefined || plainOrder.some((hash) => scram?.[hash] !== undefined);

/** Whether this is the user's password; false if nothing is kept that can tell. In constant time. */
export async function isPassword(
  record: UserRecord,
  user: string,
  realm: string,
  password: string,
): Promise<boolean> {
  const hash = plainOrder.find((name) => record.scram?.[name] !== undefined);
  if (hash !== undefined) {
    const { salt, iterations, storedKey, prepared } = record.scram![hash]!;
    const keys = scramKeys(hash, await saltedPassword(hash, password, salt, iterations));
    const asIs = sameBytes(keys.storedKey, storedKey);
    return sameBytes(keys.storedKey, prepared?.storedKey ?? storedKey) || asIs;
  }
  if (record.digestMd5 !== undefined)
    return sameBytes(digestMd5Hash(user, realm, password), record.digestMd5.a1Hash);
  return false;
}

/** A verifier for nobody: always the same for one name, and no password fits. */
export function decoyVerifier(
  { key, iterations }: UserStore["decoys"],
  hash: ScramHash,
  user: string,
  realm: string,
): ScramVerifier {
  const { bytes } = scramHashes[hash];
  const part = (what: string) => hmac("sha512", key, `${what}\0${hash}\0${realm}\0${user}`);
  return {
    salt: part("salt").subarray(0, saltBytes),
    iterations,
    storedKey: part("stored").subarray(0, bytes),
    serverKey: part("server").subarray(0, bytes),
  };
}

/** What PLAIN compares an unknown user's password with. */
export const decoyRecord = (decoys: UserStore["decoys"], user: string, realm: string): UserRecord => ({
  scram: { sha256: decoyVerifier(decoys, "sha256", user, realm) },
});

/** The salt and the rounds that a password which is kept in the open (Cyrus' passwd.db) is spoken of with. */
export const openVerifier = (
  key: Uint8Array,
  hash: ScramHash,
  user: string,
  realm: string,
  password: string,
): Promise<ScramVerifier> => {
  const { salt } = decoyVerifier({ key, iterations: cyrusIterations }, hash, user, realm);
  return scramVerifier(hash, password, salt, cyrusIterations);
};
