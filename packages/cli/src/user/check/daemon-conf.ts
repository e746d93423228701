// libvirtd.conf as far as SASL goes: which sockets ask for it, and who may come in.

import { join } from "node:path";
import { LibvirtError, parseVirConf, VIRCONF_MAX_BYTES, VirConf } from "@virtgate/protocol";
import { Failure } from "../../failure.js";
import { systemErrorText } from "../../system-error.js";
import { readOrThrow } from "../../tools/read-file.js";
import type { UserContext } from "../context.js";
import { configHome } from "../setup.js";

export const transports = ["tcp", "tls", "unix", "unix-ro"] as const;
export type Transport = (typeof transports)[number];

export interface DaemonConf {
  /** Undefined: there is none, and libvirtd's defaults count. */
  readonly file: string | undefined;
  readonly auth: { readonly [Name in Transport]: string };
  /** The least strength of a layer on TCP, in bits. */
  readonly tcpMinSsf: number;
  /** Patterns of which a name must match one; undefined: every name. */
  readonly allowed: readonly string[] | undefined;
}

/** `asked`: this file, which then must be there. Throws Failure for one that is broken. */
export function readDaemonConf(asked: string | undefined, context: UserContext): DaemonConf {
  const usual = context.isRoot
    ? "/etc/libvirt/libvirtd.conf"
    : join(configHome(context), "libvirt/libvirtd.conf");
  const file = asked ?? usual;
  let text: string;
  try {
    text = readOrThrow(file, VIRCONF_MAX_BYTES).toString("utf8");
  } catch (thrown) {
    if (asked === undefined && (thrown as NodeJS.ErrnoException).code === "ENOENT")
      return confOf(new VirConf("", new Map()), undefined);
    if (thrown instanceof Failure) throw thrown;
    throw new Failure(`cannot read ${file}: ${systemErrorText(thrown)}`);
  }
  try {
    return confOf(parseVirConf(text, file), file);
  } catch (thrown) {
    if (!(thrown instanceof LibvirtError)) throw thrown;
    throw new Failure(thrown.message);
  }
}

const defaultMinSsf = 56;

function confOf(conf: VirConf, file: string | undefined): DaemonConf {
  const auth = (key: string, otherwise: string) => conf.string(key) ?? otherwise;
  return {
    file,
    auth: {
      tcp: auth("auth_tcp", "sasl"),
      tls: auth("auth_tls", "none"),
      unix: auth("auth_unix_rw", "not set"),
      "unix-ro": auth("auth_unix_ro", "not set"),
    },
    tcpMinSsf: conf.uint("tcp_min_ssf") ?? defaultMinSsf,
    allowed: conf.stringList("sasl_allowed_username_list"),
  };
}
