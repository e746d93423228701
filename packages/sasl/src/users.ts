// Files of users as a UserStore: ours, and Cyrus'.
import { cyrusIterations } from "./limits.js";
import { SaslError } from "./problem.js";
import { isSasldb, readSasldb, type SasldbEntry } from "./sasldb.js";
import { hmac } from "./scram-hash.js";
import { isUserFile, parseUserFile, type UserFile } from "./store-format.js";
import type { Need, SaidName, UserRecord, UserStore } from "./user-store.js";
import { openVerifier } from "./verifier.js";

const keyOf = (user: string, realm: string) => `${user}@${realm}`;

/** A user's name that has a realm in it, as only DIGEST-MD5 asks for it, is the key itself. */
const isFull = (user: string) => user.includes("@");

/** The users of our own file. */
export function usersOfFile({ decoyKey, iterations, users }: UserFile): UserStore {
  const records = new Map(users.map(({ user, realm, record }) => [keyOf(user, realm), record]));
  return {
    decoys: { key: decoyKey, iterations },
    async lookup(user, realm) {
      if (!isFull(user)) return records.get(keyOf(user, realm));
      const record = records.get(user);
      const a1Hash = record?.digestMd5?.fullA1Hash;
      return record && (a1Hash ? { digestMd5: { a1Hash } } : {});
    },
  };
}

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
    async lookup(user, realm, need) {
      const password = passwords.get(isFull(user) ? user : keyOf(user, realm));
      const record = await recordOf(user, realm, password ?? "", need);
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
