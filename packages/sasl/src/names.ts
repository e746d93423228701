// Users' names as Cyrus SASL takes them: trimmed, case kept, and split at the first "@".
import { maxNameBytes } from "./limits.js";
import { SaslCode, SaslError } from "./problem.js";
import { byteLength } from "./text.js";

// isspace() of the C locale: what is not ASCII is no space to Cyrus.
const spaceAround = /^[\t-\r ]+|[\t-\r ]+$/g;

/**
 * The canonical name: without white space around it and, where the server has a realm of its own (`userRealm`),
 * with that realm behind it if it has none. Throws "bad name" for one that is empty or has more than 1024 bytes.
 * Letters are not folded and nothing is prepared: Cyrus does neither.
 */
export function canonicalName(name: string, userRealm?: string): string {
  const trimmed = name.replace(spaceAround, "");
  if (trimmed === "") throw new SaslError("bad name", "All-whitespace username.");
  if (name.includes("\0")) throw new SaslError("bad name", "NULs found in the user name");
  const full = userRealm && !trimmed.includes("@") ? `${trimmed}@${userRealm}` : trimmed;
  if (byteLength(full) > maxNameBytes)
    throw new SaslError("bad name", `the user name is longer than ${maxNameBytes} bytes`, SaslCode.bufOver);
  return full;
}

/** Under what a canonical name is looked up: "joe@other.realm" is joe in other.realm, "fred" is in the default. */
export function userAndRealm(name: string, defaultRealm: string): { user: string; realm: string } {
  const at = name.indexOf("@");
  return at < 0
    ? { user: name, realm: defaultRealm }
    : { user: name.slice(0, at), realm: name.slice(at + 1) };
}

/**
 * Whether somebody who proved to be `user` may act as `authzid`: only as itself, as without a policy of its own
 * Cyrus has it. Both are canonical. Throws otherwise.
 */
export function requireSelf(user: string, authzid: string): void {
  if (user !== authzid)
    throw new SaslError("not authorized", "Requested identity not authenticated identity", SaslCode.badAuth);
}
