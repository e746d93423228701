// Whom a command is about, and in which file: options as people know them from saslpasswd2.

import {
  canonicalName,
  defaultHost,
  requireStorable,
  SaslError,
  saslprep,
  userAndRealm,
} from "@virtgate/sasl";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { shown } from "../tools/context.js";
import { UsageFailure } from "../tools/program.js";
import type { UserContext } from "./context.js";
import { readSetup, type Setup } from "./setup.js";

export interface FileOptions {
  readonly app: string;
  readonly file?: string;
}

export interface RealmOption {
  readonly realm?: string;
}

export const withFile = (command: Command, what = "the file of users"): Command =>
  command
    .option("-a, --app <name>", "application whose SASL configuration is read", "libvirt")
    .option("-f, --file <file>", `${what} (default: where the daemon reads it)`);

export const withRealm = (command: Command): Command =>
  command.option("-u, --realm <realm>", "realm of a name without one (default: this host's name)");

/** Throws UsageFailure for a name that is none. */
export function setupOf({ app }: FileOptions, context: UserContext): Setup {
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(app) || app.startsWith("."))
    throw new UsageFailure(`'${shown(app)}' is no name of an application`);
  return readSetup(app, context);
}

/** The file that commands change. */
export const storeOf = (options: FileOptions, context: UserContext): string =>
  options.file ?? setupOf(options, context).users.own;

export interface Who {
  readonly user: string;
  readonly realm: string;
}

export const defaultRealm = ({ realm }: RealmOption, { hostname }: UserContext): string =>
  realm ?? defaultHost(hostname);

/** "fred@hv1", as sasldblistusers2 writes it. */
export const nameOf = ({ user, realm }: Who): string => `${shown(user)}@${shown(realm)}`;

/** A word of a command line that somebody may paste into a shell. */
export const shellWord = (text: string): string =>
  /^[\p{L}\p{N}@%+=:,./_-]+$/u.test(text) ? text : `'${shown(text).replaceAll("'", `'\\''`)}'`;

/** A name as Cyrus takes it: "joe@other.realm" has its own realm. Throws UsageFailure for one that cannot be kept. */
export function whoIs(name: string, options: RealmOption, context: UserContext): Who {
  if (options.realm === "") throw new UsageFailure("the realm is empty");
  if (/\ufffd/.test(name)) throw new UsageFailure("the name is not UTF-8");
  try {
    const who = userAndRealm(canonicalName(name), defaultRealm(options, context));
    if (who.user === "") throw new UsageFailure(`'${shown(name)}' has no name in front of the realm`);
    if (who.realm === "") throw new UsageFailure(`'${shown(name)}' has no realm behind the '@'`);
    if (options.realm !== undefined && options.realm !== who.realm) {
      throw new UsageFailure(
        `'${shown(name)}' is in the realm '${shown(who.realm)}', and -u says '${shown(options.realm)}'`,
      );
    }
    requireStorable(who.user, who.realm);
    return who;
  } catch (thrown) {
    if (!(thrown instanceof SaslError)) throw thrown;
    const why =
      thrown.detail === "All-whitespace username."
        ? "it is empty or begins or ends with white space"
        : thrown.detail;
    throw new UsageFailure(`'${shown(name)}' is no name for a user: ${why}`);
  }
}

/** What is odd about a name, but works: for a warning. */
export async function oddName({ user }: Who): Promise<string | undefined> {
  const prepared = await saslprep(user);
  if (prepared === user) return undefined;
  return prepared === undefined
    ? "the name has characters that SASLprep prohibits: clients that follow RFC 4013 will not send it"
    : `clients that follow SASLprep (RFC 4013) send the name as '${shown(prepared)}', and others as it was typed`;
}

export class NoSuchUser extends Failure {
  /** `others`: realms in which there is a user of that name; `hint`: what else to say, after a semicolon. */
  constructor({ user, realm }: Who, file: string, others: readonly string[], hint = "") {
    const elsewhere =
      others.length === 0
        ? ""
        : `; there is one in ${others
            .slice(0, 5)
            .map((one) => `'${shown(one)}'`)
            .join(", ")}: give it with -u`;
    super(`there is no user '${shown(user)}' in the realm '${shown(realm)}' in ${file}${elsewhere}${hint}`);
  }
}
