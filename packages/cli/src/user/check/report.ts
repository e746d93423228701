// What `virtgate user check` has found, as text and as JSON.

import { octal } from "../../tools/access.js";
import { type Context, print, shown } from "../../tools/context.js";
import type { KerberosCheck } from "../kerberos/check.js";
import { enctypeOf } from "../kerberos/enctype.js";
import type { Setup } from "../setup.js";
import { nameOf } from "../target.js";
import type { DaemonConf } from "./daemon-conf.js";
import type { Finding } from "./finding.js";
import { notListed, type Offer } from "./offers.js";
import type { UserCheck } from "./one-user.js";
import { countOf, type StoreCheck } from "./stores.js";

export interface Checked {
  /** Absent: it is broken, and the findings say so. */
  readonly setup?: Setup;
  readonly daemon?: DaemonConf;
  readonly offers: readonly Offer[];
  readonly stores: readonly StoreCheck[];
  readonly user?: UserCheck;
  /** Undefined: no password was asked for. */
  readonly password?: "right" | "wrong";
  readonly kerberos?: KerberosCheck;
  readonly findings: readonly Finding[];
}

export function printChecked(context: Context, checked: Checked): void {
  const { setup, daemon, offers, stores, user, password, kerberos } = checked;
  if (setup !== undefined) {
    const listed = setup.conf?.get("mech_list");
    const leftOut = [
      ...new Set(
        offers.flatMap(({ refused }) =>
          refused.flatMap((one) => (one.why === notListed ? [one.mechanism] : [])),
        ),
      ),
    ];
    const what = setup.confFile ?? `none (looked for ${setup.confPlaces.join(", ")})`;
    print(
      context,
      `SASL configuration: ${what}${listed === undefined ? "" : `, mech_list: ${shown(listed)}`}`,
    );
    if (leftOut.length > 0) print(context, `  ${notListed}: ${leftOut.join(", ")}`);
  }
  if (daemon !== undefined) print(context, `libvirtd.conf: ${daemon.file ?? "none"}`);
  for (const { path, found } of stores) {
    const kind = found?.kind === "cyrus" ? "Cyrus SASL" : "virtgate user";
    const count = found === undefined ? 0 : countOf(found);
    const what =
      found === undefined
        ? "not there"
        : `${kind}, mode ${octal(found.stat.mode)}, ${count} user${count === 1 ? "" : "s"}`;
    print(context, `users: ${path} (${what})`);
  }
  if (offers.length > 0) print(context, "");
  for (const { transport, auth, offered, refused } of offers) {
    if (transport === "unix-ro" && auth !== "sasl") continue;
    const list = offered.join(", ") || "nothing";
    print(
      context,
      `${transport} (${auth === "sasl" ? "sasl" : `auth ${auth}; with sasl it would offer`}): ${list}`,
    );
    for (const { mechanism, why } of refused)
      if (why !== notListed) print(context, `  not ${mechanism}: ${why}`);
  }
  if (user !== undefined) printUser(context, user, password);
  if (kerberos !== undefined) printKerberos(context, kerberos);
  print(context, "");
}

function printUser(context: Context, user: UserCheck, password: Checked["password"]): void {
  print(context, "", `user: ${nameOf(user.who)}${user.file === undefined ? "" : ` in ${user.file}`}`);
  if (user.file === undefined) return;
  const of = (able: boolean) =>
    user.mechanisms.flatMap((one) => (one.able === able ? [one.mechanism] : [])).join(", ") || "none";
  print(context, `  has what it needs for: ${of(true)}`);
  if (user.mechanisms.some(({ able }) => !able)) print(context, `  has not for: ${of(false)}`);
  print(context, `  may come in as '${shown(user.identity)}': ${user.allowed ? "yes" : "no"}`);
  if (password !== undefined) print(context, `  password: ${password}`);
}

function printKerberos(context: Context, { principal, keytab, keys }: KerberosCheck): void {
  print(context, "", `Kerberos principal: ${shown(principal)}`, `keytab: ${keytab.name} (of ${keytab.from})`);
  for (const { kvno, enctype, principal: name } of keys) {
    const { name: type, weak } = enctypeOf(enctype);
    print(context, `  key ${kvno} of ${shown(name)}: ${type}${weak ? " (deprecated)" : ""}`);
  }
}

export function asJson(checked: Checked, good: boolean): object {
  const { setup, daemon, offers, stores, user, password, kerberos, findings } = checked;
  return {
    good,
    configuration:
      setup === undefined
        ? null
        : {
            file: setup.confFile ?? null,
            lookedFor: setup.confPlaces,
            settings: Object.fromEntries(setup.conf ?? []),
          },
    daemon:
      daemon === undefined
        ? null
        : { file: daemon.file ?? null, tcpMinSsf: daemon.tcpMinSsf, allowed: daemon.allowed ?? null },
    transports: offers,
    stores: stores.map(({ path, found }) => ({
      file: path,
      kind: found?.kind ?? null,
      mode: found === undefined ? null : octal(found.stat.mode),
      owner: found?.stat.uid ?? null,
      users: found === undefined ? null : countOf(found),
    })),
    ...(user === undefined
      ? {}
      : {
          user: {
            ...user.who,
            identity: user.identity,
            file: user.file ?? null,
            mechanisms: Object.fromEntries(user.mechanisms.map(({ mechanism, able }) => [mechanism, able])),
            allowed: user.allowed,
            password: password ?? null,
          },
        }),
    ...(kerberos === undefined ? {} : { kerberos: kerberosJson(kerberos) }),
    findings,
  };
}

const kerberosJson = ({ principal, host, realm, keytab, keys, krb5Files }: KerberosCheck) => ({
  principal,
  host,
  realm: realm ?? null,
  krb5Files,
  keytab: { name: keytab.name, from: keytab.from },
  keys: keys.map((key) => ({
    principal: key.principal,
    kvno: key.kvno,
    enctype: enctypeOf(key.enctype).name,
    deprecated: enctypeOf(key.enctype).weak,
    added: key.added.toISOString(),
  })),
});
