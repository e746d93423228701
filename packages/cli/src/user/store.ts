// Our file of users on the disk: who may read it, and how it changes. The old one or the new one is there, never half.

import { accessSync, constants, readdirSync, realpathSync, rmSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  formatUserFile,
  isSasldb,
  isUserFile,
  newUserFile,
  parseUserFile,
  readSasldb,
  type Sasldb,
  SaslError,
  type StoredUser,
  type UserFile,
} from "@virtgate/sasl";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";
import { octal } from "../tools/access.js";
import { makeFolder, replaceFile } from "../tools/atomic-file.js";
import { locked } from "../tools/lock.js";
import { readBounded } from "../tools/read-file.js";
import type { UserContext } from "./context.js";
import type { Who } from "./target.js";

/** As much as @virtgate/sasl reads of either kind. */
const maxBytes = 64 * 1024 * 1024;

/** A file of users of whatever kind, with what the system says of it. */
export type UsersFile = { readonly path: string; readonly stat: Stats } & (
  | { readonly kind: "virtgate"; readonly file: UserFile }
  | { readonly kind: "cyrus"; readonly db: Sasldb }
);

/** Undefined: it is not there. Throws Failure for one that cannot be read or is neither ours nor Cyrus'. */
export function readUsersFile(path: string): UsersFile | undefined {
  const stat = statOf(path);
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new Failure(`${path} is no file`);
  const bytes = readBounded(path, maxBytes);
  try {
    if (isUserFile(bytes)) return { path, stat, kind: "virtgate", file: parseUserFile(bytes) };
    if (isSasldb(bytes)) return { path, stat, kind: "cyrus", db: readSasldb(bytes) };
    // Names the other kinds that Cyrus can be built with.
    if (bytes.length > 0) readSasldb(bytes);
  } catch (thrown) {
    if (!(thrown instanceof SaslError)) throw thrown;
    throw new Failure(`${path}: ${thrown.detail}`);
  }
  throw new Failure(`${path} is empty`);
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Failure(`cannot read ${path}: ${systemErrorText(thrown)}`);
  }
}

/** Whoever has the verifiers can guess passwords at leisure. Throws Failure. */
export function requirePrivate({ path, stat }: Pick<UsersFile, "path" | "stat">): void {
  if ((stat.mode & 0o077) !== 0)
    throw new Failure(`others have access to ${path} (mode ${octal(stat.mode)}): chmod 600 ${path}`);
  const uid = process.getuid?.();
  // Root may see to the files of its users.
  if (uid !== 0 && stat.uid !== uid) throw new Failure(`${path} belongs to another user`);
}

export interface Change<T> {
  readonly users: readonly StoredUser[];
  /** Absent: as before. */
  readonly iterations?: number;
  readonly result: T;
}

/** Our file at a place, which need not be there yet. */
export class Store {
  readonly path: string;
  readonly #context: UserContext;

  /** A link stays: the file that it leads to is changed. */
  constructor(path: string, context: UserContext) {
    this.path = realPath(path);
    this.#context = context;
  }

  /** Undefined: it is not there. Throws Failure for one that is not ours, is broken, or is open to others. */
  read(): UserFile | undefined {
    const found = readUsersFile(this.path);
    if (found === undefined) return undefined;
    if (found.kind === "cyrus")
      throw new Failure(
        `${this.path} is a database of Cyrus SASL: saslpasswd2 changes it, 'virtgate user import -f ${this.path}' takes it over`,
      );
    requirePrivate(found);
    return found.file;
  }

  /** Says early what a change would say late. Throws Failure. */
  requireWritable(): void {
    const folder = dirname(this.path);
    this.#makeFolder(folder);
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (thrown) {
      throw new Failure(`cannot write ${this.path}: ${systemErrorText(thrown)}`);
    }
  }

  /**
   * Reads the file (or begins one, with so many iterations), has it changed and writes it, while nobody else does.
   * `change` must throw to leave everything as it is.
   */
  async change<T>(iterations: number | undefined, change: (file: UserFile) => Change<T>): Promise<T> {
    const folder = dirname(this.path);
    this.#makeFolder(folder);
    const owner = this.#owner();
    return locked(
      `${this.path}.lock`,
      async () => {
        const before = this.read() ?? newUserFile(this.#context.random, iterations);
        const { users, iterations: rounds = before.iterations, result } = change(before);
        this.#removeLeftovers(folder);
        const after = formatUserFile({ ...before, iterations: rounds, users });
        replaceFile(this.path, after, { mode: 0o600, ...owner });
        return result;
      },
      owner,
    );
  }

  /** Of the file that is there; of a new one whoever makes it. */
  #owner(): { owner?: { uid: number; gid: number } } {
    const stat = statOf(this.path);
    return stat === undefined ? {} : { owner: { uid: stat.uid, gid: stat.gid } };
  }

  /** libvirt's own folder may be missing where only ours is installed. */
  #makeFolder(folder: string): void {
    if (basename(folder) === "libvirt") makeFolder(folder, this.#context.isRoot ? 0o755 : 0o700);
  }

  /** Of a command that was killed. Nobody else is at work now. */
  #removeLeftovers(folder: string): void {
    const ours = new RegExp(
      `^\\.${basename(this.path).replace(/[^A-Za-z0-9]/g, "\\$&")}\\.[0-9a-f]{12}\\.tmp$`,
    );
    for (const name of readdirSync(folder)) {
      if (ours.test(name)) rmSync(join(folder, name), { force: true });
    }
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export const isWho =
  ({ user, realm }: Who) =>
  (one: Who): boolean =>
    one.user === user && one.realm === realm;
