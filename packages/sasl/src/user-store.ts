// Who may sign in with a password, as a mechanism asks for it.

/** The hashes SCRAM is spoken with here. */
export type ScramHash = "sha1" | "sha256" | "sha512";

/** What a server keeps for SCRAM (RFC 5802, section 3). Nobody can sign in with it, but passwords can be guessed. */
export interface ScramVerifier {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
  /**
   * The keys of the password after SASLprep, where that changes it. Cyrus never prepares a password and RFC 5802
   * always does; with both, clients of either kind sign in.
   */
  readonly prepared?: { readonly storedKey: Uint8Array; readonly serverKey: Uint8Array };
}

/** What is known of one user. A mechanism that misses its part refuses with "missing verifier". */
export interface UserRecord {
  readonly scram?: { readonly [Hash in ScramHash]?: ScramVerifier };
  /**
   * What DIGEST-MD5 needs: H(A1) of 16 bytes, as good as the password. `a1Hash` is H(user ":" realm ":" password).
   * `fullA1Hash` is for the name with the realm in it, H(user "@" realm ":" host ":" password): a client hashes the
   * name as it was typed, and the server's realm is its host name.
   */
  readonly digestMd5?: { readonly a1Hash: Uint8Array; readonly fullA1Hash?: Uint8Array };
}

/** What a mechanism is going to look at, so that a store need not prepare the rest. */
export type Need = ScramHash | "digestMd5" | "plain";

/** A name and a realm as a client said them. */
export interface SaidName {
  readonly user: string;
  readonly realm: string;
}

export interface UserStore {
  /**
   * The user of that name in that realm, undefined if there is none. Takes the same time for both. A record has
   * what `need` asks for where the store can give it ("plain": any verifier), and may have more.
   *
   * DIGEST-MD5's clients hash the name and the realm as they say them (`said`): "joe@other.realm" in the server's
   * realm, where the user is joe in other.realm. The record's `a1Hash` is then that of the name as it was said. A
   * store that asks another one hands `said` on.
   */
  lookup(user: string, realm: string, need: Need, said?: SaidName): Promise<UserRecord | undefined>;
  /** What an unknown user's salt is made of, so that it looks like a known one's and stays the same. */
  readonly decoys: { readonly key: Uint8Array; readonly iterations: number };
}
