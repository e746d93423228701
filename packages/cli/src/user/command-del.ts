// `virtgate user del`.

import type { Command } from "commander";
import { Failure } from "../failure.js";
import { say } from "../tools/context.js";
import type { UserContext } from "./context.js";
import { isWho, readUsersFile, Store } from "./store.js";
import {
  type FileOptions,
  NoSuchUser,
  nameOf,
  type RealmOption,
  setupOf,
  shellWord,
  storeOf,
  type Who,
  whoIs,
  withFile,
  withRealm,
} from "./target.js";
import { warn } from "./verifiers.js";

export type DelOptions = FileOptions & RealmOption;

export function addDel(program: Command, context: UserContext): void {
  const del = program
    .command("del")
    .alias("delete")
    .argument("<name>", "fred, or fred@realm")
    .summary("no such user any more")
    .description("Deletes a user. Whoever is connected stays so.");
  withRealm(withFile(del)).action((name: string, options: DelOptions) => deleteUser(name, options, context));
}

export async function deleteUser(name: string, options: DelOptions, context: UserContext): Promise<void> {
  const who = whoIs(name, options, context);
  const store = new Store(storeOf(options, context), context);
  const noSuchUser = (users: readonly Who[] = []) =>
    new NoSuchUser(
      who,
      store.path,
      users.filter(({ user }) => user === who.user).map(({ realm }) => realm),
    );
  if (store.read() === undefined) throw noSuchUser();
  store.requireWritable();
  await store.change(undefined, ({ users }) => {
    if (!users.some(isWho(who))) throw noSuchUser(users);
    return { users: users.filter((one) => !isWho(who)(one)), result: undefined };
  });
  say(context, `Deleted ${nameOf(who)} from ${store.path}`);
  if (options.file === undefined) warn(context, stillThere(who, options, context));
}

/** The daemon asks Cyrus' file for whom ours does not know. */
function stillThere(who: Who, options: DelOptions, context: UserContext): string | undefined {
  const { cyrus } = setupOf(options, context).users;
  try {
    const found = readUsersFile(cyrus);
    if (found?.kind !== "cyrus" || !found.db.entries.some(isWho(who))) return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return `cannot tell whether ${nameOf(who)} is also in ${cyrus}, which the daemon reads too: ${thrown.message}`;
  }
  return `${nameOf(who)} can still sign in, by ${cyrus}: saslpasswd2 -d -f ${cyrus} -u ${shellWord(who.realm)} ${shellWord(who.user)}`;
}
