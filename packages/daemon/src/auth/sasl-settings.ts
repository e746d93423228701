// What SASL goes by: libvirtd.conf's part of it, and the file of Cyrus SASL, which libvirtd's administrators know as
// /etc/sasl2/libvirt.conf.

import { mechanismNamed, mechList, readSaslConf, type SaslConf, userPlaces } from "@virtgate/sasl";
import { readTlsFile } from "../tls/read-file.js";
import type { UserPlaces } from "./sasl-users.js";

/** From options, environment and libvirtd.conf. */
export interface SaslSettings {
  /** Cyrus' file: the first of these that is there. */
  readonly files: readonly string[];
  readonly isRoot: boolean;
  /** $XDG_CONFIG_HOME or ~/.config, where a user's daemon has its users. */
  readonly configHome: string;
  /** Patterns of which a name must match one; null: every name. */
  readonly allowedUsers: readonly string[] | null;
  /** The least strength of a layer on TCP, in bits. */
  readonly tcpMinSsf: number;
}

/** What the file says, with what is not served taken out. */
export interface SaslFile {
  /** Null: there is none, and Cyrus' defaults hold. */
  readonly path: string | null;
  /** In upper case; undefined: all there are, but for those that have to be asked for. */
  readonly mechList: readonly string[] | undefined;
  readonly places: UserPlaces;
  /** False: passwords in the open are to be verified by somebody else, whom we cannot ask. */
  readonly verifiesPlain: boolean;
  readonly keytab: string | undefined;
  readonly maxWaitMs: number;
  /** What the file asks for in vain. */
  readonly warnings: readonly string[];
}

const defaultMaxWaitSeconds = 8;
const mostWaitSeconds = 60;

/** Reads the first file that is there. Throws an Error that names the file and the line. */
export function readSaslFile(settings: SaslSettings): SaslFile {
  for (const path of settings.files) {
    let bytes: Uint8Array;
    try {
      bytes = readTlsFile(path);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw new Error(`${path}: ${(thrown as Error).message}`);
    }
    try {
      return interpret(path, readSaslConf(bytes), settings);
    } catch (thrown) {
      throw new Error(`${path}: ${(thrown as { detail?: string }).detail ?? (thrown as Error).message}`);
    }
  }
  return interpret(null, new Map(), settings);
}

function interpret(path: string | null, conf: SaslConf, settings: SaslSettings): SaslFile {
  const warnings: string[] = [];
  const { own, cyrus } = userPlaces(conf, settings);
  const listed = mechList(conf);
  const unknown = (listed ?? []).filter((name) => mechanismNamed(name) === undefined);
  if (unknown.length > 0) warnings.push(`mech_list: not available here: ${unknown.join(", ")}`);
  if (path === null) {
    warnings.push(
      "no SASL configuration file: every mechanism is offered but ANONYMOUS, which must be asked for",
    );
  }
  const plugins = conf.get("auxprop_plugin");
  const asksSasldb = plugins === undefined || wordsOf(plugins).includes("sasldb");
  if (!asksSasldb)
    warnings.push(`auxprop_plugin: only sasldb is available, and our own file; not: ${plugins}`);
  const checks = conf.get("pwcheck_method");
  const verifiesPlain = checks === undefined || wordsOf(checks).includes("auxprop");
  if (!verifiesPlain) warnings.push(`pwcheck_method: PLAIN is not offered, since it cannot ask ${checks}`);
  return {
    path,
    mechList: listed,
    places: {
      verifiers: own,
      sasldb: asksSasldb ? cyrus : null,
    },
    verifiesPlain,
    keytab: conf.get("keytab"),
    maxWaitMs: waitOf(conf) * 1000,
    warnings,
  };
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/);

function waitOf(conf: SaslConf): number {
  const text = conf.get("virtgate_max_wait");
  if (text === undefined) return defaultMaxWaitSeconds;
  if (/^\d{1,2}$/.test(text) && Number(text) <= mostWaitSeconds) return Number(text);
  throw new Error(`virtgate_max_wait: expected 0 to ${mostWaitSeconds} seconds`);
}
