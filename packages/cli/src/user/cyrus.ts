// Cyrus' database beside our file: the daemon asks it for whom ours does not know.

import { Failure } from "../failure.js";
import type { UserContext } from "./context.js";
import { isWho, readUsersFile } from "./store.js";
import { type FileOptions, nameOf, setupOf, shellWord, type Who } from "./target.js";

/** Its path if the user is in it. Throws Failure when it cannot be read; nobody is in it where a file is named by -f. */
function cyrusFileOf(who: Who, options: FileOptions, context: UserContext): string | undefined {
  if (options.file !== undefined) return undefined;
  const { cyrus } = setupOf(options, context).users;
  const found = readUsersFile(cyrus);
  return found?.kind === "cyrus" && found.db.entries.some(isWho(who)) ? cyrus : undefined;
}

/** What to say to somebody who asks our file in vain; "" if nothing. */
export function cyrusHint(who: Who, options: FileOptions, context: UserContext): string {
  try {
    const path = cyrusFileOf(who, options, context);
    if (path === undefined) return "";
    return `; there is one in ${path}: 'virtgate user import ${shellWord(nameOf(who))}' takes it over`;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return "";
  }
}

/** Why a user who has been deleted from our file can still come in; undefined if not. */
export function stillThere(who: Who, options: FileOptions, context: UserContext): string | undefined {
  try {
    const path = cyrusFileOf(who, options, context);
    if (path === undefined) return undefined;
    const command = `saslpasswd2 -d -f ${path} -u ${shellWord(who.realm)} ${shellWord(who.user)}`;
    return `${nameOf(who)} can still sign in, by ${path}: ${command}`;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return `cannot tell whether ${nameOf(who)} can still sign in by Cyrus' database: ${thrown.message}`;
  }
}
