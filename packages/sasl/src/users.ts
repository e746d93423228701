// Files of users as a UserStore: ours, and Cyrus'.
import { digestMd5Hash } from "./digest-md5/hashes.js";
import { cyrusIterations } from "./limits.js";
import { SaslError } from "./problem.js";
import { isSasldb, readSasldb, type SasldbEntry } from "./sasldb.js";
import { hmac } from "./scram-hash.js";
import { isUserFile, parseUserFile, type UserFile } from "./store-format.js";
import type { Need, SaidName, UserRecord, UserStore } from "./user-store.js";
import { openVerifier } from "./verifier.js";

const keyOf = (user: string, realm: string) => `${user}@${realm}`;

/** The users of our own file. */
export function usersOfFile({ decoyKey, iterations, users }: UserFile): UserStore {
  const records = new Map(users.map(({ user, realm, record }) => [keyOf(user, realm), record]));
  return {
    decoys: { key: decoyKey, iterations },
    async lookup(user, realm, _need, said) {
      const record = records.get(keyOf(user, realm));
      return record === undefined || said?.user !== keyOf(user, realm) ? record : withFullName(record);
    },
  };
}

/** The record for DIGEST-MD5 with the realm in the name. */
const withFullName = ({ scram, digestMd5 }: UserRecord): UserRecord => ({
  ...(scram && { scram }),
  ...(digestMd5?.fullA1Hash && { digestMd5: { a1Hash: digestMd5.fullA1Hash } }),
});

/**
 * The users of Cyrus' file. Verifiers are made from the password when they are asked for, with 4096 rounds as in
 * Cyrus, for unknown users too. `secret`: 32 random bytes, for the salts.
 */
export function usersOfSasldb(entries: readonly SasldbEntry[], secret: Uint8Array): UserStore {
  const passwords = new Map(entries.map(({ user, realm, password }) => [keyOf(user, realm), password]));
  const key = hmac("sha256", secret, "salts");
  const recordOf = async (
    user: string,
    realm: string,
    password: string,
    need: Need,
    said: SaidName,
  ): Promise<UserRecord> => {
    if (need === "digestMd5")
      return { digestMd5: { a1Hash: digestMd5Hash(said.user, said.realm, password) } };
    const hash = need === "plain" ? "sha256" : need;
    return { scram: { [hash]: await openVerifier(key, hash, user, realm, password) } };
  };
  return {
    decoys: { key, iterations: cyrusIterations },
    async lookup(user, realm, need, said = { user, realm }) {
      const password = passwords.get(keyOf(user, realm));
      const record = await recordOf(user, realm, password ?? "", need, said);
      return password === undefined ? undefined : record;
    },
  };
}

/** The store in a file of either kind. Throws "broken file". `random` makes the salts' secret of a Cyrus file. */
export function readUsers(bytes: Uint8Array, random: (bytes: number) => Uint8Array): UserStore {
  if (isUserFile(bytes)) return usersOfFile(parseUserFile(bytes));
  if (isSasldb(bytes)) return usersOfSasldb(readSasldb(bytes).entries, random(32));
  throw new SaslError(
    "broken file",
    "users: neither a file of virtgate user nor a Berkeley DB hash of Cyrus SASL",
  );
}
