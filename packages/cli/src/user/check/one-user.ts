// One user: in which file, whether each mechanism has what it needs, whether the password is right.

import { matchesPattern } from "@virtgate/pki";
import { isPassword, type UserRecord, usersOfSasldb } from "@virtgate/sasl";
import type { UserContext } from "../context.js";
import { isWho } from "../store.js";
import { nameOf, shellWord, type Who } from "../target.js";
import type { DaemonConf } from "./daemon-conf.js";
import { type Finding, problem, warning } from "./finding.js";
import type { StoreCheck } from "./stores.js";

export interface UserCheck {
  readonly who: Who;
  /** What the daemon calls the user: without the realm, where that is the host's. */
  readonly identity: string;
  /** Absent: there is none. */
  readonly file?: string;
  /** What is kept, of whichever file is asked first. */
  readonly record?: UserRecord;
  readonly mechanisms: readonly { readonly mechanism: string; readonly able: boolean }[];
  readonly allowed: boolean;
  readonly findings: readonly Finding[];
}

const hashOf: Readonly<Record<string, "sha1" | "sha256" | "sha512">> = {
  "SCRAM-SHA-1": "sha1",
  "SCRAM-SHA-256": "sha256",
  "SCRAM-SHA-512": "sha512",
};
const passwordMechanisms = [...Object.keys(hashOf).reverse(), "DIGEST-MD5", "PLAIN"];

export async function checkUser(
  who: Who,
  hostRealm: string,
  stores: readonly StoreCheck[],
  { conf, offered }: { readonly conf: DaemonConf; readonly offered: ReadonlySet<string> },
  context: UserContext,
): Promise<UserCheck> {
  const identity = who.realm === hostRealm ? who.user : `${who.user}@${who.realm}`;
  const allowed = conf.allowed?.some((pattern) => matchesPattern(pattern, identity)) ?? true;
  const hits = stores.filter((store) => isIn(store, who));
  const base = { who, identity, allowed };
  if (hits.length === 0) return { ...base, mechanisms: [], findings: [unknown(who, stores)] };
  const [first, ...later] = hits as [StoreCheck, ...StoreCheck[]];
  const record = await recordIn(first, who, context);
  const mechanisms = passwordMechanisms.map((mechanism) => ({ mechanism, able: isAble(mechanism, record) }));
  const usable = mechanisms.filter(({ mechanism, able }) => able && offered.has(mechanism));
  const findings = [
    ...(allowed
      ? []
      : [
          problem(
            "user-not-allowed",
            conf.file,
            `'${identity}' is not on sasl_allowed_username_list`,
            `put "${identity}" on the list, if the user may come in`,
          ),
        ]),
    ...(usable.length > 0 || ![...offered].some((name) => passwordMechanisms.includes(name))
      ? []
      : [
          problem(
            "user-no-mechanism",
            first.path,
            `nothing that is offered (${[...offered].join(", ")}) has what it needs of ${nameOf(who)}`,
            offered.has("DIGEST-MD5")
              ? `virtgate user passwd --digest-md5 ${shellWord(who.user)}`
              : `virtgate user passwd ${shellWord(who.user)}`,
          ),
        ]),
    ...later.map(({ path }) =>
      warning(
        "user-elsewhere",
        path,
        `${nameOf(who)} is also in this file, which does not count as long as ${first.path} has the user`,
        `saslpasswd2 -d -f ${path} -u ${shellWord(who.realm)} ${shellWord(who.user)}`,
      ),
    ),
  ];
  return { ...base, file: first.path, ...(record && { record }), mechanisms, findings };
}

const usersIn = ({ found }: StoreCheck): readonly Who[] =>
  found === undefined ? [] : found.kind === "virtgate" ? found.file.users : found.db.entries;

const isIn = (store: StoreCheck, who: Who): boolean => usersIn(store).some(isWho(who));

async function recordIn(
  { found }: StoreCheck,
  who: Who,
  { random }: UserContext,
): Promise<UserRecord | undefined> {
  if (found?.kind === "virtgate") return found.file.users.find(isWho(who))?.record;
  if (found === undefined) return undefined;
  // Of a password that is kept in the open everything can be made.
  const store = usersOfSasldb(found.db.entries.filter(isWho(who)), random(32));
  const of = async (need: "sha1" | "sha256" | "sha512" | "digestMd5") =>
    store.lookup(who.user, who.realm, need);
  const [sha512, sha256, sha1, digest] = await Promise.all([
    of("sha512"),
    of("sha256"),
    of("sha1"),
    of("digestMd5"),
  ]);
  return {
    scram: { ...sha512?.scram, ...sha256?.scram, ...sha1?.scram },
    ...(digest?.digestMd5 && { digestMd5: digest.digestMd5 }),
  };
}

function isAble(mechanism: string, record: UserRecord | undefined): boolean {
  const hash = hashOf[mechanism];
  if (hash !== undefined) return record?.scram?.[hash] !== undefined;
  if (mechanism === "DIGEST-MD5") return record?.digestMd5 !== undefined;
  return record?.digestMd5 !== undefined || Object.keys(record?.scram ?? {}).length > 0;
}

function unknown(who: Who, stores: readonly StoreCheck[]): Finding {
  const others = [
    ...new Set(stores.flatMap(usersIn).flatMap(({ user, realm }) => (user === who.user ? [realm] : []))),
  ].slice(0, 5);
  if (others.length > 0) {
    const full = others.map((realm) => `'${nameOf({ user: who.user, realm })}'`).join(" or ");
    return problem(
      "user-elsewhere",
      undefined,
      `there is no ${nameOf(who)}, but ${full}, who has to sign in under that whole name`,
      `sign in with the realm, or virtgate user add ${shellWord(who.user)}`,
    );
  }
  return problem(
    "user-unknown",
    undefined,
    `there is no user ${nameOf(who)}`,
    `virtgate user add ${shellWord(who.user)}`,
  );
}

/** Takes the same time for every password. */
export async function passwordFinding(
  { who, record, file }: UserCheck,
  password: string,
): Promise<Finding | undefined> {
  if (record === undefined) return undefined;
  const right = await isPassword(record, who.user, who.realm, password);
  return right === true
    ? undefined
    : problem(
        "wrong-password",
        file,
        `that is not the password of ${nameOf(who)}`,
        `virtgate user passwd ${shellWord(who.user)}`,
      );
}
