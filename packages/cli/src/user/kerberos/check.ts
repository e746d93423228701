// Kerberos: who the daemon is, in which keytab its key should be, and what is missing.

import { type Stats, statSync } from "node:fs";
import type { SaslConf } from "@virtgate/sasl";
import { Failure } from "../../failure.js";
import { systemErrorText } from "../../system-error.js";
import { octal } from "../../tools/access.js";
import { shown } from "../../tools/context.js";
import { readBounded } from "../../tools/read-file.js";
import { type Finding, problem, warning } from "../check/finding.js";
import { enctypeOf } from "./enctype.js";
import { type KeytabEntry, KeytabError, maxKeytabBytes, readKeytab } from "./keytab.js";
import { type KeytabPlace, keytabPlace } from "./keytab-place.js";
import { type Krb5Conf, readKrb5Conf } from "./krb5-conf.js";
import { type Resolver, type ServicePrincipal, servicePrincipal } from "./principal.js";

export interface KerberosCheck {
  /** libvirt/HOST@REALM; "REALM" where nothing says which. */
  readonly principal: string;
  readonly host: string;
  readonly realm: string | undefined;
  readonly keytab: KeytabPlace;
  /** Of the keytab, those that the daemon can be addressed by. */
  readonly keys: readonly KeytabEntry[];
  readonly krb5Files: readonly string[];
  readonly findings: readonly Finding[];
}

export interface KerberosTerms {
  readonly conf: SaslConf | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly host: string;
  readonly resolver: Resolver;
}

export function checkKerberos({ conf, env, host, resolver }: KerberosTerms): KerberosCheck {
  const findings: Finding[] = [];
  const krb5 = readConf(env, findings);
  const service: ServicePrincipal = krb5
    ? servicePrincipal(host, krb5, resolver)
    : { host, otherNames: [], realm: undefined, isMapped: false };
  const principal = `libvirt/${service.host}@${service.realm ?? "REALM"}`;
  if (krb5 !== undefined && service.realm === undefined) {
    const file = krb5.files[0] ?? "/etc/krb5.conf";
    const cause = "nothing says which Kerberos realm this host is in";
    findings.push(problem("realm-missing", file, cause, "default_realm = REALM in its [libdefaults]"));
  }
  const keytab = keytabPlace(conf, env, krb5);
  const entries = readEntries(keytab, principal, findings);
  const keys = entries?.filter((entry) => isOurs(entry, service, krb5)) ?? [];
  if (entries !== undefined) findings.push(...keyFindings(entries, keys, principal, keytab.file!));
  return {
    principal,
    host: service.host,
    realm: service.realm,
    keytab,
    keys,
    krb5Files: krb5?.files ?? [],
    findings,
  };
}

function readConf(env: NodeJS.ProcessEnv, findings: Finding[]): Krb5Conf | undefined {
  try {
    return readKrb5Conf(env);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    findings.push(
      problem("krb5-conf-broken", undefined, thrown.message, "put that right: no Kerberos works without"),
    );
    return undefined;
  }
}

/** The commands by which an administrator of the realm puts the key there. */
const makeKey = (principal: string, file: string, isNew: boolean): string =>
  `${isNew ? `kadmin -q 'addprinc -randkey ${principal}' (if the KDC has none yet), then ` : ""}kadmin -q 'ktadd -k ${file} ${principal}'`;

/** Undefined: it cannot be read, and the findings say so. */
function readEntries(
  { name, file, from }: KeytabPlace,
  principal: string,
  findings: Finding[],
): KeytabEntry[] | undefined {
  if (file === undefined) {
    findings.push(
      warning(
        "keytab-broken",
        undefined,
        `the keytab ${name} (of ${from}) is no file, and not looked at`,
        "klist -k",
      ),
    );
    return undefined;
  }
  let stat: Stats;
  let bytes: Buffer;
  try {
    stat = statSync(file);
    if (!stat.isFile()) throw new Failure("it is no file");
    bytes = readBounded(file, maxKeytabBytes);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") {
      const cause = `there is no keytab (${from} names this one)`;
      findings.push(problem("keytab-missing", file, cause, makeKey(principal, file, true)));
      return undefined;
    }
    const text =
      thrown instanceof Failure ? thrown.message : `cannot read ${file}: ${systemErrorText(thrown)}`;
    const fix = "run this as the daemon's user; if that is what it runs as: chown it to that user";
    findings.push(problem("keytab-broken", file, text, fix));
    return undefined;
  }
  if ((stat.mode & 0o027) !== 0) {
    const cause = `others have access to the keytab (mode ${octal(stat.mode)}), who can pose as this host`;
    const fix = `chmod 600 ${file}; if others had access to this machine: ${makeKey(principal, file, false)} makes a new key`;
    findings.push(
      (stat.mode & 0o007) === 0
        ? warning("keytab-open", file, cause, fix)
        : problem("keytab-open", file, cause, fix),
    );
  }
  try {
    return readKeytab(bytes);
  } catch (thrown) {
    if (!(thrown instanceof KeytabError)) throw thrown;
    const fix = `move it away, then ${makeKey(principal, file, false)}`;
    findings.push(
      problem("keytab-broken", file, `it is no keytab as MIT's tools make it: ${thrown.message}`, fix),
    );
    return undefined;
  }
}

/** As MIT's acceptor looks: the realm counts where krb5.conf maps the host to one, the host unless it is to be ignored. */
function isOurs(
  { components, realm }: KeytabEntry,
  service: ServicePrincipal,
  krb5: Krb5Conf | undefined,
): boolean {
  if (components.length !== 2 || components[0] !== "libvirt") return false;
  if (krb5?.ignoreAcceptorHostname) return true;
  if (![service.host, ...service.otherNames].includes(components[1]!)) return false;
  return !service.isMapped || realm === service.realm;
}

function keyFindings(
  entries: readonly KeytabEntry[],
  keys: readonly KeytabEntry[],
  principal: string,
  file: string,
): Finding[] {
  if (keys.length === 0) {
    const names = [...new Set(entries.map((entry) => shown(entry.principal)))];
    const others =
      names.length === 0 ? "none at all" : names.slice(0, 5).join(", ") + (names.length > 5 ? ", ..." : "");
    const cause = `the keytab has no key of ${principal} (it has ${others})`;
    return [problem("key-missing", file, cause, makeKey(principal, file, true))];
  }
  const newest = Math.max(...keys.map(({ kvno }) => kvno));
  if (keys.some(({ kvno, enctype }) => kvno === newest && !enctypeOf(enctype).weak)) return [];
  const types = [...new Set(keys.map(({ enctype }) => enctypeOf(enctype).name))].join(", ");
  const cause = `the newest key is of a type that is no longer used (${types})`;
  return [problem("key-weak", file, cause, makeKey(principal, file, false))];
}
