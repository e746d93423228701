// The users who may sign in with a password: our file of verifiers and Cyrus' passwd.db, read again when they change.

import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Need,
  parseUserFile,
  readSasldb,
  type SaidName,
  SaslError,
  type UserRecord,
  type UserStore,
  usersOfFile,
  usersOfSasldb,
} from "@virtgate/sasl";

/** The limit of both formats. */
const maxFileBytes = 67_108_864;
/** Cyrus writes its file in place: one that makes no sense may be whole again a moment later. */
const tornRetries = 3;
const tornRetryMs = 30;

/** What stands for one state of a file. */
type Stamp = string;

/** Users of one file. A file that is not there has none; one that cannot be read lets nobody in. */
class UsersFile {
  readonly path: string;
  readonly #read: (bytes: Uint8Array, mode: number) => UserStore;
  readonly #warn: (text: string) => void;
  #stamp: Stamp | undefined;
  #store: UserStore | undefined;
  #problem: SaslError | undefined;
  #reading: Promise<void> | undefined;

  constructor(
    path: string,
    read: (bytes: Uint8Array, mode: number) => UserStore,
    warn: (text: string) => void,
  ) {
    this.path = path;
    this.#read = read;
    this.#warn = warn;
  }

  /** The users as the file has them now; undefined if there is none. Throws "broken file". */
  async current(): Promise<UserStore | undefined> {
    this.#reading ??= this.#refresh().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    if (this.#problem !== undefined) throw this.#problem;
    return this.#store;
  }

  async #refresh(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#look();
      } catch (thrown) {
        if (thrown instanceof SaslError && attempt < tornRetries) {
          await sleep(tornRetryMs);
          continue;
        }
        this.#refuse(thrown);
        return;
      }
    }
  }

  async #look(): Promise<void> {
    const file = await open(this.path, "r").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (file === undefined) {
      this.#stamp = this.#store = this.#problem = undefined;
      return;
    }
    try {
      const { ino, dev, size, mtimeNs, ctimeNs, mode } = await file.stat({ bigint: true });
      const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(" ");
      if (stamp === this.#stamp && this.#problem === undefined) return;
      if (size > maxFileBytes) throw new SaslError("broken file", `longer than ${maxFileBytes} bytes`);
      const bytes = await file.readFile();
      this.#store = this.#read(bytes, Number(mode));
      this.#stamp = stamp;
      this.#problem = undefined;
    } finally {
      await file.close();
    }
  }

  /** Once for each reason. */
  #refuse(thrown: unknown): void {
    const text = `${this.path}: ${thrown instanceof SaslError ? thrown.detail : (thrown as Error).message}`;
    if (this.#problem?.detail !== text) this.#warn(`nobody can sign in with a password: ${text}`);
    this.#problem = new SaslError("broken file", text);
    this.#store = undefined;
  }
}

export interface UserPlaces {
  /** Our file. */
  readonly verifiers: string;
  /** Cyrus'; null: it is not asked. */
  readonly sasldb: string | null;
}

/** Whoever has read it can sign in with DIGEST-MD5, or guess passwords in peace. */
function readVerifiers(bytes: Uint8Array, mode: number): UserStore {
  if ((mode & 0o077) !== 0) {
    throw new SaslError("broken file", "others than its owner may use it (mode 0600 is needed)");
  }
  return usersOfFile(parseUserFile(bytes));
}

export class SaslUsers {
  readonly #verifiers: UsersFile;
  readonly #sasldb: UsersFile | undefined;
  /** One for the life of the daemon: salts made of it must stay, or those who change would be the known ones. */
  readonly #secret: Uint8Array = randomBytes(32);
  readonly #none = usersOfSasldb([], this.#secret);

  constructor({ verifiers, sasldb }: UserPlaces, warn: (text: string) => void) {
    this.#verifiers = new UsersFile(verifiers, readVerifiers, warn);
    const readCyrus = (bytes: Uint8Array) => usersOfSasldb(readSasldb(bytes).entries, this.#secret);
    this.#sasldb = sasldb === null ? undefined : new UsersFile(sasldb, readCyrus, warn);
  }

  /** In the order in which they are asked. */
  async stores(): Promise<readonly UserStore[]> {
    const stores = [await this.#verifiers.current(), await this.#sasldb?.current()];
    const there = stores.filter((store) => store !== undefined);
    return there.length === 0 ? [this.#none] : there;
  }

  /** For one sign-in. */
  named(): NamedUsers {
    return new NamedUsers(this);
  }
}

/** The users as one sign-in sees them; remembers who was asked for. */
export class NamedUsers implements UserStore {
  readonly #users: SaslUsers;
  user: string | undefined;
  realm: string | undefined;
  decoys: UserStore["decoys"] = { key: new Uint8Array(32), iterations: 4096 };

  constructor(users: SaslUsers) {
    this.#users = users;
  }

  /** The same for fred and fred@host. */
  get fullName(): string | undefined {
    return this.user === undefined ? undefined : `${this.user}@${this.realm}`;
  }

  /** All stores are asked, whoever has it: that takes the same time for everybody. */
  async lookup(user: string, realm: string, need: Need, said?: SaidName): Promise<UserRecord | undefined> {
    this.user = user;
    this.realm = realm;
    const stores = await this.#users.stores();
    // Somebody unknown looks like a user of the one file or of the other, always of the same.
    this.decoys = stores[sumOf(`${user}@${realm}`) % stores.length]!.decoys;
    const found = await Promise.all(stores.map((store) => store.lookup(user, realm, need, said)));
    return found.find((record) => record !== undefined);
  }
}

function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) >>> 0;
  return sum;
}
