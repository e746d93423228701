// Which keytab the daemon uses: the SASL configuration's, the environment's, krb5.conf's, or the system's.

import type { SaslConf } from "@virtgate/sasl";
import type { Krb5Conf } from "./krb5-conf.js";

export interface KeytabPlace {
  /** As it is named, with a type in front perhaps. */
  readonly name: string;
  /** Undefined: of a type that is no file. */
  readonly file: string | undefined;
  readonly from: "the SASL configuration" | "KRB5_KTNAME" | "krb5.conf" | "the default";
}

export function keytabPlace(
  conf: SaslConf | undefined,
  env: NodeJS.ProcessEnv,
  krb5: Krb5Conf | undefined,
): KeytabPlace {
  const named = conf?.get("keytab");
  if (named !== undefined) return { ...fileOf(named), from: "the SASL configuration" };
  if (env["KRB5_KTNAME"]) return { ...fileOf(env["KRB5_KTNAME"]), from: "KRB5_KTNAME" };
  if (krb5?.defaultKeytab !== undefined) return { ...fileOf(krb5.defaultKeytab), from: "krb5.conf" };
  return { name: "/etc/krb5.keytab", file: "/etc/krb5.keytab", from: "the default" };
}

function fileOf(name: string): { name: string; file: string | undefined } {
  const [, type, rest] = /^([A-Za-z0-9]{2,}):(.*)$/s.exec(name) ?? [];
  if (type === undefined) return { name, file: name };
  return { name, file: type === "FILE" || type === "WRFILE" ? rest! : undefined };
}
