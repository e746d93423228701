// `virtgate user import`: users of Cyrus' database into our file.

import {
  defaultIterations,
  isPassword,
  maxPasswordBytes,
  requireStorable,
  type SasldbEntry,
  SaslError,
  type StoredUser,
} from "@virtgate/sasl";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { print, say } from "../tools/context.js";
import { UsageFailure } from "../tools/program.js";
import type { UserContext } from "./context.js";
import { isWho, readUsersFile, Store } from "./store.js";
import {
  type FileOptions,
  NoSuchUser,
  nameOf,
  type RealmOption,
  setupOf,
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

interface ImportOptions extends FileOptions, RealmOption, VerifierOptions {
  readonly to?: string;
  readonly replace?: true;
}

export function addImport(program: Command, context: UserContext, tell: (problems: boolean) => void): void {
  const command = program
    .command("import")
    .argument("[names...]", "these users (default: all)")
    .summary("take over users of Cyrus SASL")
    .description(
      "Makes verifiers of the passwords in a database of saslpasswd2, which stays as it is. A user who is there already " +
        "is left alone. Exit status 1: some could not be taken over.",
    )
    .option("--to <file>", "our file of users (default: where the daemon reads it)")
    .option("--replace", "also users who are there already with another password");
  withVerifiers(withRealm(withFile(command, "the database of saslpasswd2"))).action(
    async (names: string[], options: ImportOptions) => {
      tell((await importUsers(names, options, context)) > 0);
    },
  );
}

/** What becomes of an entry. */
type Fate =
  | { readonly kind: "add" | "replace"; readonly entry: SasldbEntry }
  | { readonly kind: "same"; readonly entry: SasldbEntry }
  | { readonly kind: "not"; readonly who: Who; readonly why: string };

/** Gives how many could not be taken over. */
async function importUsers(
  names: readonly string[],
  options: ImportOptions,
  context: UserContext,
): Promise<number> {
  const from = options.file ?? setupOf(options, context).users.cyrus;
  const store = new Store(options.to ?? setupOf(options, context).users.own, context);
  const entries = chosen(from, names, options, context);
  const before = store.read();
  store.requireWritable();

  const fates = await Promise.all(entries.map((entry) => fateOf(entry, before?.users ?? [], options)));
  const iterations = options.iterations ?? before?.iterations ?? defaultIterations;
  warn(context, iterationsWarning(iterations));
  const made: StoredUser[] = [];
  for (const fate of fates) {
    // One after another: each already takes all the threads there are.
    if (fate.kind !== "add" && fate.kind !== "replace") continue;
    const { password } = fate.entry;
    made.push(
      await storedUser(fate.entry, password, { iterations, digestMd5: options.digestMd5 === true }, context),
    );
  }
  const late = made.length === 0 ? [] : await write(store, made, iterations, options);
  const written = made.filter((one) => !late.some(isWho(one)));
  for (const one of written) print(context, `Imported ${described(one)}`);
  for (const fate of fates) {
    if (fate.kind === "same") say(context, `Unchanged ${nameOf(fate.entry)}: has that password already`);
    if (fate.kind === "not") context.terminal.errorText(`not imported: ${nameOf(fate.who)}: ${fate.why}\n`);
  }
  for (const who of late)
    context.terminal.errorText(`not imported: ${nameOf(who)}: somebody else has just added that user\n`);
  say(
    context,
    `${written.length} of ${fates.length} user${fates.length === 1 ? "" : "s"} of ${from} written to ${store.path}`,
  );
  if (written.length > 0)
    say(
      context,
      `${from} still holds the passwords: once nobody else needs it, take sasldb_path out and delete it`,
    );
  return late.length + fates.filter(({ kind }) => kind === "not").length;
}

/** Those who have come in the meantime are left alone, and given back. */
function write(
  store: Store,
  made: readonly StoredUser[],
  iterations: number,
  options: ImportOptions,
): Promise<Who[]> {
  return store.change(iterations, ({ users }) => {
    const late = options.replace ? [] : made.filter((one) => users.some(isWho(one)));
    const added = made.filter((one) => !late.includes(one));
    const kept = users.filter((user) => !added.some(isWho(user)));
    const rounds = options.iterations === undefined ? {} : { iterations };
    return { users: [...kept, ...added], result: late, ...rounds };
  });
}

type Entry = SasldbEntry | { readonly who: Who; readonly why: string };

function chosen(
  from: string,
  names: readonly string[],
  options: ImportOptions,
  context: UserContext,
): Entry[] {
  const found = readUsersFile(from);
  if (found === undefined) throw new Failure(`cannot read ${from}: No such file or directory`);
  if (found.kind !== "cyrus") throw new UsageFailure(`${from} is a file of virtgate user already`);
  const { entries, skipped } = found.db;
  const all: Entry[] = [
    ...entries,
    ...skipped.map(({ user, realm, why }) => ({ who: { user, realm }, why })),
  ];
  const whoOf = (entry: Entry): Who => ("who" in entry ? entry.who : entry);
  if (names.length === 0)
    return options.realm === undefined ? all : all.filter((entry) => whoOf(entry).realm === options.realm);
  return names.map((name) => {
    const who = whoIs(name, options, context);
    const entry = all.find((one) => isWho(who)(whoOf(one)));
    if (entry !== undefined) return entry;
    const others = all.map(whoOf).filter(({ user }) => user === who.user);
    throw new NoSuchUser(
      who,
      from,
      others.map(({ realm }) => realm),
    );
  });
}

async function fateOf(entry: Entry, users: readonly StoredUser[], options: ImportOptions): Promise<Fate> {
  if ("who" in entry) return { kind: "not", ...entry };
  const { user, realm, password } = entry;
  const who = { user, realm };
  const why = whyNot(entry);
  if (why !== undefined) return { kind: "not", who, why };
  const known = users.find(isWho(who));
  if (known === undefined) return { kind: "add", entry };
  const isSame = (await isPassword(known.record, user, realm, password)) === true;
  const isComplete = options.digestMd5 !== true || known.record.digestMd5 !== undefined;
  if (isSame && isComplete) return { kind: "same", entry };
  if (options.replace) return { kind: "replace", entry };
  const is = isSame ? "what DIGEST-MD5 needs is not kept of that user" : "there with another password";
  return { kind: "not", who, why: `${is} (--replace takes this one)` };
}

function whyNot({ user, realm, password }: SasldbEntry): string | undefined {
  try {
    requireStorable(user, realm);
  } catch (thrown) {
    if (!(thrown instanceof SaslError)) throw thrown;
    return thrown.detail === "All-whitespace username."
      ? "the name or the realm is empty or begins or ends with white space"
      : thrown.detail;
  }
  if (password === "") return "the password is empty";
  if (Buffer.byteLength(password) > maxPasswordBytes)
    return `the password has more than ${maxPasswordBytes} bytes`;
  return undefined;
}
