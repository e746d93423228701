// `virtgate user list`: sasldblistusers2's lines, of our file and of Cyrus'.

import type { Command } from "commander";
import { Failure } from "../failure.js";
import { print, printJson, say, shown } from "../tools/context.js";
import { type OutputOption, withOutput } from "../tools/options.js";
import { UsageFailure } from "../tools/program.js";
import type { UserContext } from "./context.js";
import { readUsersFile, requirePrivate, type UsersFile } from "./store.js";
import { type FileOptions, nameOf, setupOf, type Who, withFile } from "./target.js";
import { mechanismsOf } from "./verifiers.js";

type ListOptions = FileOptions & OutputOption;

export function addList(program: Command, context: UserContext): void {
  const list = program
    .command("list")
    .argument("[file]", "the same as -f, as sasldblistusers2 takes it")
    .summary("who is in the files of users")
    .description(
      "Lists users by name and realm, with what is kept of each: mechanisms of SCRAM and DIGEST-MD5, or 'userPassword' in a " +
        "database of Cyrus SASL, which has the password itself. Without a file: both that a daemon asks.",
    );
  withOutput(withFile(list, "a file of users, ours or Cyrus'")).action(
    (file: string | undefined, options: ListOptions) => {
      if (file !== undefined && options.file !== undefined)
        throw new UsageFailure("a file and -f are one too many");
      const files = filesOf(file ?? options.file, options, context);
      if (options.output === "json") printJson(context, files.flatMap(asJson));
      else for (const one of files) print(context, ...linesOf(one));
    },
  );
}

function filesOf(file: string | undefined, options: ListOptions, context: UserContext): UsersFile[] {
  if (file !== undefined) {
    const found = readUsersFile(file);
    if (found === undefined) throw new Failure(`cannot read ${file}: No such file or directory`);
    return [checked(found)];
  }
  const { users } = setupOf(options, context);
  const found = [users.own, users.cyrus].flatMap((path) => {
    const one = readUsersFile(path);
    return one === undefined ? [] : [checked(one)];
  });
  if (found.length === 0 && options.output === "text")
    say(context, `There are no users: neither ${users.own} nor ${users.cyrus} is there`);
  return found;
}

function checked(found: UsersFile): UsersFile {
  if (found.kind === "virtgate") requirePrivate(found);
  return found;
}

const linesOf = (one: UsersFile): string[] =>
  one.kind === "virtgate"
    ? one.file.users.map((user) => `${nameOf(user)}: ${mechanismsOf(user).join(" ")}`)
    : [...one.db.entries, ...one.db.skipped].map((user) => `${nameOf(user)}: userPassword`);

function asJson(one: UsersFile): object[] {
  const who = ({ user, realm }: Who) => ({ user, realm });
  if (one.kind === "virtgate") {
    return one.file.users.map((user) => ({
      ...who(user),
      kind: one.kind,
      file: one.path,
      mechanisms: mechanismsOf(user),
      iterations: Object.fromEntries(
        Object.entries(user.record.scram ?? {}).map(([hash, { iterations }]) => [hash, iterations]),
      ),
    }));
  }
  return [
    ...one.db.entries.map((user) => ({ ...who(user), kind: one.kind, file: one.path, problem: null })),
    ...one.db.skipped.map((user) => ({
      ...who(user),
      kind: one.kind,
      file: one.path,
      problem: shown(user.why),
    })),
  ];
}
