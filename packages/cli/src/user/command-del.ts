// `virtgate user del`.

import type { Command } from "commander";
import { say } from "../tools/context.js";
import type { UserContext } from "./context.js";
import { stillThere } from "./cyrus.js";
import { isWho, Store } from "./store.js";
import {
  type FileOptions,
  NoSuchUser,
  nameOf,
  type RealmOption,
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
  const hint = () => {
    const still = stillThere(who, options, context);
    return still === undefined ? "" : `; ${still}`;
  };
  const noSuchUser = (users: readonly Who[] = []) =>
    new NoSuchUser(
      who,
      store.path,
      users.filter(({ user }) => user === who.user).map(({ realm }) => realm),
      hint(),
    );
  if (store.read() === undefined) throw noSuchUser();
  store.requireWritable();
  await store.change(undefined, ({ users }) => {
    if (!users.some(isWho(who))) throw noSuchUser(users);
    return { users: users.filter((one) => !isWho(who)(one)), result: undefined };
  });
  say(context, `Deleted ${nameOf(who)} from ${store.path}`);
  warn(context, stillThere(who, options, context));
}
