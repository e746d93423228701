// The files of users as the daemon finds them: what they are, who may read them, what is odd about what they hold.

import { type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { maxIterationsOfCyrus, type StoredUser, type UserPlaces } from "@virtgate/sasl";
import { Failure } from "../../failure.js";
import { folderFindings, isTrustedOwner, octal } from "../../tools/access.js";
import { readUsersFile, type UsersFile } from "../store.js";
import { nameOf } from "../target.js";
import { type Finding, problem, warning } from "./finding.js";

export interface StoreCheck {
  readonly path: string;
  /** Absent: it is not there, or cannot be read. */
  readonly found?: UsersFile;
  readonly findings: readonly Finding[];
}

/** Both files, in the order in which they are asked. `top`: folders above it are none of our business. */
export function checkStores(places: UserPlaces, asksCyrus: boolean): StoreCheck[] {
  const { own, ownIsNamed, cyrus, cyrusIsNamed } = places;
  return [
    checkStore(own, "virtgate", ownIsNamed),
    ...(asksCyrus ? [checkStore(cyrus, "cyrus", cyrusIsNamed)] : []),
  ];
}

/** A file by its name, of whatever kind. */
export function checkStore(path: string, kind: UsersFile["kind"] | undefined, isNamed: boolean): StoreCheck {
  let found: UsersFile | undefined;
  try {
    found = readUsersFile(path);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const text = thrown.message.replace(`${path}: `, "").replace(`cannot read ${path}`, "it cannot be read");
    const fix = kind === "cyrus" ? "make it again: saslpasswd2 -c -f FILE" : "put a whole one there";
    return {
      path,
      findings: [problem("store-broken", path, text, fix), ...accessOf(path, kind ?? "virtgate")],
    };
  }
  if (found === undefined) {
    const findings = isNamed
      ? [
          problem(
            "store-missing",
            path,
            `the SASL configuration names this file (${kind === "cyrus" ? "sasldb_path" : "virtgate_users"}), and it is not there`,
            kind === "cyrus" ? "virtgate user add, and no sasldb_path" : "virtgate user add",
          ),
        ]
      : [];
    return { path, findings };
  }
  const wrongKind =
    kind !== undefined && found.kind !== kind
      ? [
          problem(
            "store-broken",
            path,
            kind === "virtgate"
              ? "virtgate_users names a database of Cyrus SASL"
              : "sasldb_path names a file of virtgate user",
            "sasldb_path is for Cyrus' files, virtgate_users for ours",
          ),
        ]
      : [];
  return { path, found, findings: [...wrongKind, ...accessOf(path, found.kind), ...contentOf(found)] };
}

const afterwards = "; if others had access to this machine, set new passwords";

function accessOf(path: string, kind: UsersFile["kind"]): Finding[] {
  let stat: Stats;
  try {
    stat = statSync(path);
  } catch {
    return [];
  }
  const findings: Finding[] = [];
  const mode = octal(stat.mode);
  if (kind === "virtgate" && (stat.mode & 0o077) !== 0) {
    const cause = `others have access to it (mode ${mode}), who can guess passwords by it: the daemon does not read it so`;
    findings.push(problem("store-open", path, cause, `chmod 600 ${path}${afterwards}`));
  }
  if (kind === "cyrus" && (stat.mode & 0o007) !== 0) {
    const cause = `everybody on this machine has access to passwords (mode ${mode})`;
    findings.push(problem("store-open", path, cause, `chmod 640 ${path}${afterwards}`));
  } else if (kind === "cyrus" && (stat.mode & 0o020) !== 0) {
    // As Debian makes it.
    const cause = `its group (${stat.gid}) can add users who may sign in (mode ${mode})`;
    findings.push(warning("store-open", path, cause, `chmod g-w ${path}, or name another one: sasldb_path`));
  }
  if (!isTrustedOwner(stat.uid))
    findings.push(
      problem(
        "store-owner",
        path,
        `it belongs to user ${stat.uid}, who can add users`,
        `as root: chown root: ${path}`,
      ),
    );
  return [...findings, ...folderFindings(dirname(resolve(path)), "/")];
}

function contentOf(found: UsersFile): Finding[] {
  const { path } = found;
  if (found.kind === "cyrus") {
    const { entries, skipped } = found.db;
    const count = entries.length + skipped.length;
    if (count === 0) return [];
    return [
      warning(
        "plain-passwords",
        path,
        `it holds the ${count === 1 ? "password of a user" : `passwords of ${count} users`} in clear text`,
        `virtgate user import -f ${path}, then take sasldb_path out of the SASL configuration`,
      ),
      ...skipped.map((one) =>
        warning("store-broken", path, `${nameOf(one)} cannot sign in: ${one.why}`, "set a new password"),
      ),
    ];
  }
  return iterationFindings(path, found.file.iterations, found.file.users);
}

function iterationFindings(path: string, usual: number, users: readonly StoredUser[]): Finding[] {
  const roundsOf = ({ record }: StoredUser) =>
    Object.values(record.scram ?? {}).map(({ iterations }) => iterations);
  const high = users.filter((user) => roundsOf(user).some((rounds) => rounds > maxIterationsOfCyrus));
  const different = users.filter((user) => roundsOf(user).some((rounds) => rounds !== usual));
  return [
    ...(high.length === 0
      ? []
      : [
          warning(
            "iterations-high",
            path,
            `virsh cannot sign in as ${listed(high)}: its library makes at most ${maxIterationsOfCyrus} iterations`,
            `virtgate user passwd --iterations ${maxIterationsOfCyrus}`,
          ),
        ]),
    ...(different.length === 0
      ? []
      : [
          warning(
            "iterations-differ",
            path,
            `strangers can tell that there is ${listed(different)}: unknown users seem to have ${usual} iterations, and these have others`,
            `virtgate user passwd --iterations ${usual} for each`,
          ),
        ]),
  ];
}

const listed = (users: readonly StoredUser[]): string =>
  `${users.slice(0, 3).map(nameOf).join(", ")}${users.length > 3 ? ` and ${users.length - 3} more` : ""}`;

/** Nobody to sign in with a password, though that is all that is offered; or not with the only way to do so. */
export function userFindings(stores: readonly StoreCheck[], offered: ReadonlySet<string>): Finding[] {
  const withPasswords = [...offered].filter((name) => /^SCRAM|^DIGEST-MD5$|^PLAIN$/.test(name));
  if (
    withPasswords.length === 0 ||
    stores.some(({ found, findings }) => found === undefined && findings.length > 0)
  )
    return [];
  const counts = stores.map(({ found }) => (found === undefined ? 0 : countOf(found)));
  if (counts.every((count) => count === 0)) {
    return [
      warning(
        "no-users",
        stores[0]!.path,
        "there is nobody who could sign in with a password",
        "virtgate user add NAME",
      ),
    ];
  }
  const own = stores.find(({ found }) => found?.kind === "virtgate")?.found;
  if (own?.kind !== "virtgate" || withPasswords.some((name) => name !== "DIGEST-MD5")) return [];
  const without = own.file.users.filter(({ record }) => record.digestMd5 === undefined);
  return without.length === 0
    ? []
    : [
        problem(
          "digest-md5-missing",
          own.path,
          `DIGEST-MD5 is the only mechanism with passwords, and what it needs is not kept of ${listed(without)}`,
          "virtgate user passwd --digest-md5 NAME",
        ),
      ];
}

export const countOf = (found: UsersFile): number =>
  found.kind === "virtgate" ? found.file.users.length : found.db.entries.length + found.db.skipped.length;
