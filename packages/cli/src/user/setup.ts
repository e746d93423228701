// The SASL configuration that a daemon reads, and the files of users that follow from it.

import { homedir } from "node:os";
import { join } from "node:path";
import {
  readSaslConf,
  type SaslConf,
  SaslError,
  saslConfPlaces,
  type UserPlaces,
  userPlaces,
} from "@virtgate/sasl";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";
import { readOrThrow } from "../tools/read-file.js";
import type { UserContext } from "./context.js";

export interface Setup {
  /** What was looked for, in order. */
  readonly confPlaces: readonly string[];
  /** Absent: there is none, and Cyrus' defaults count. */
  readonly confFile?: string;
  readonly conf?: SaslConf;
  /** Files that are there and cannot be opened; the daemon's user may be able to. */
  readonly closed: readonly string[];
  readonly users: UserPlaces;
}

type Who = Pick<UserContext, "env" | "isRoot">;

export const configHome = ({ env }: Who): string =>
  env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config");

/** Reads the configuration of the service (libvirt's is "libvirt"). Throws Failure for one that is broken. */
export function readSetup(service: string, who: Who): Setup {
  const confPlaces = saslConfPlaces(service, who.env["SASL_CONF_PATH"]);
  const closed: string[] = [];
  const places = (conf?: SaslConf) => userPlaces(conf, { isRoot: who.isRoot, configHome: configHome(who) });
  for (const file of confPlaces) {
    let bytes: Uint8Array;
    try {
      bytes = readOrThrow(file);
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === "EACCES") closed.push(file);
      else if (code !== "ENOENT" && code !== "ENOTDIR")
        throw new Failure(`cannot read ${file}: ${systemErrorText(thrown)}`);
      continue;
    }
    const conf = confOf(file, bytes);
    return { confPlaces, confFile: file, conf, closed, users: places(conf) };
  }
  return { confPlaces, closed, users: places() };
}

function confOf(file: string, bytes: Uint8Array): SaslConf {
  try {
    return readSaslConf(bytes);
  } catch (thrown) {
    if (!(thrown instanceof SaslError)) throw thrown;
    throw new Failure(`${file}: ${thrown.detail}`);
  }
}
