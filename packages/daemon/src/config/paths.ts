// Where libvirtd keeps its files: as root under /etc, /run and /var/log, as anybody else in the user's own
// directories. virtgated is a drop-in, so it keeps libvirtd's names too.

import { join } from "node:path";
import { type Identity, libvirtd } from "./identity.js";

/** The user the daemon runs as. Only effective uid 0 is privileged, whatever its capabilities. */
export interface Account {
  readonly uid: number;
  /** Home directory from the password database; `HOME` goes before it. */
  readonly home: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Paths {
  readonly privileged: boolean;
  /** Read when no `-f` is given; it may be missing. */
  readonly configFile: string;
  /** Sockets by default, and what does not survive a reboot. */
  readonly runDirectory: string;
  readonly pidFile: string;
  /** Where the log goes after `--daemon` unless something else is configured. */
  readonly logFile: string;
  /** $XDG_CONFIG_HOME or ~/.config; root's daemon has its files under /etc. */
  readonly configHome: string;
  /** A user's own certificates, looked for before the machine's; null for root. */
  readonly pkiDirectory: string | null;
}

export function defaultPaths(account: Account, env: Environment, { name }: Identity = libvirtd): Paths {
  if (account.uid === 0) {
    return {
      privileged: true,
      configFile: `/etc/libvirt/${name}.conf`,
      configHome: "/etc",
      runDirectory: "/run/libvirt",
      pidFile: `/run/${name}.pid`,
      logFile: `/var/log/libvirt/${name}.log`,
      pkiDirectory: null,
    };
  }
  // An empty variable counts as an unset one. libvirtd takes an empty HOME for the working directory; a daemon
  // that puts its sockets wherever it happens to stand helps nobody, so there ours differs.
  const home = env.HOME || account.home;
  const configHome = env.XDG_CONFIG_HOME || join(home, ".config");
  const cache = join(env.XDG_CACHE_HOME || join(home, ".cache"), "libvirt");
  const runDirectory = env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, "libvirt") : cache;
  return {
    privileged: false,
    configFile: join(configHome, "libvirt", `${name}.conf`),
    configHome,
    runDirectory,
    pidFile: join(runDirectory, `${name}.pid`),
    logFile: join(cache, `${name}.log`),
    pkiDirectory: join(home, ".pki", "libvirt"),
  };
}
