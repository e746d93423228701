// `virtgate user add` and `virtgate user passwd`, which also takes saslpasswd2's command line.

import { defaultIterations, type StoredUser, type UserFile } from "@virtgate/sasl";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { say } from "../tools/context.js";
import { UsageFailure } from "../tools/program.js";
import { deleteUser } from "./command-del.js";
import type { UserContext } from "./context.js";
import { cyrusHint } from "./cyrus.js";
import { judgePassword, type PipeOption, takePassword, withPipe } from "./password.js";
import { isWho, Store } from "./store.js";
import {
  type FileOptions,
  NoSuchUser,
  nameOf,
  oddName,
  type RealmOption,
  storeOf,
  type Who,
  whoIs,
  withFile,
  withRealm,
} from "./target.js";
import {
  described,
  iterationsWarning,
  storedUser,
  type VerifierOptions,
  warn,
  withVerifiers,
} from "./verifiers.js";

interface PasswdOptions extends FileOptions, RealmOption, PipeOption, VerifierOptions {
  readonly create?: true;
  readonly disable?: true;
}

export function addAdd(program: Command, context: UserContext): void {
  const add = program
    .command("add")
    .argument("<name>", "fred, or fred@realm")
    .summary("a new user")
    .description(
      "Adds a user, who can sign in with SCRAM and PLAIN. Asks for the password, or reads it from a pipe.",
    );
  withVerifiers(withPipe(withRealm(withFile(add))))
    .option("-c, --create", "what 'add' does anyway")
    .action((name: string, options: PasswdOptions) => setPassword(name, options, "add", context));
}

export function addPasswd(program: Command, context: UserContext): void {
  const passwd = program
    .command("passwd")
    .argument("<name>", "fred, or fred@realm")
    .summary("another password; takes saslpasswd2's options")
    .description(
      "Gives a user another password. What DIGEST-MD5 needs is kept up if it was kept; --no-digest-md5 leaves it out.",
    );
  withVerifiers(withPipe(withRealm(withFile(passwd))))
    .option("--no-digest-md5", "forget what DIGEST-MD5 needs")
    .option("-c, --create", "add the user if there is none")
    .option("-d, --disable", "delete the user")
    .option("-n, --no-userpassword", "keep no plain password: it never is")
    .action((name: string, options: PasswdOptions) => {
      if (options.create && options.disable) throw new UsageFailure("-c and -d exclude each other");
      if (options.disable) return deleteUser(name, options, context);
      return setPassword(name, options, options.create ? "set" : "change", context);
    });
}

/** "add": must not be there; "change": must be; "set": both will do. */
type Way = "add" | "change" | "set";

async function setPassword(
  name: string,
  options: PasswdOptions,
  way: Way,
  context: UserContext,
): Promise<void> {
  const who = whoIs(name, options, context);
  const store = new Store(storeOf(options, context), context);
  const file = store.read();
  const hint = () => cyrusHint(who, options, context);
  // Before anything is asked.
  store.requireWritable();
  const old = requireWay(file, who, way, store.path, hint);
  const password = await takePassword(options, true, context);
  warn(context, await oddName(who), await judgePassword(password, who));

  const iterations = options.iterations ?? file?.iterations ?? defaultIterations;
  warn(context, iterationsWarning(iterations));
  const digestMd5 = options.digestMd5 ?? old?.record.digestMd5 !== undefined;
  const made = await storedUser(who, password, { iterations, digestMd5 }, context);
  await store.change(iterations, (now) => {
    // Somebody may have been faster.
    requireWay(now, who, way, store.path, hint);
    const users = [...now.users.filter((one) => !isWho(who)(one)), made];
    return { users, result: undefined, ...(options.iterations === undefined ? {} : { iterations }) };
  });
  say(context, `${old === undefined ? "Added" : "Changed"} ${described(made)} in ${store.path}`);
}

function requireWay(
  file: UserFile | undefined,
  who: Who,
  way: Way,
  path: string,
  hint: () => string,
): StoredUser | undefined {
  const known = file?.users.find(isWho(who));
  if (known !== undefined && way === "add")
    throw new Failure(
      `there is a user ${nameOf(who)} in ${path} already: 'virtgate user passwd' changes the password`,
    );
  if (known === undefined && way === "change") {
    const others = file?.users.filter(({ user }) => user === who.user) ?? [];
    throw new NoSuchUser(
      who,
      path,
      others.map(({ realm }) => realm),
      hint(),
    );
  }
  return known;
}
