// Where the files about SASL are: the configuration's and the users'. What is in them is read by who has files.
import type { SaslConf } from "./conf.js";

/** Where Cyrus looks on Debian and its kin; elsewhere the first two are the usual ones. */
const defaultFolders = "/etc/sasl2:/etc/sasl:/usr/lib/x86_64-linux-gnu/sasl2:/usr/lib/sasl2";

/**
 * The configuration files of a service (libvirt's is "libvirt"), in the order in which Cyrus tries them: the first
 * that can be opened counts, and without any there are no settings. `confPath` is the environment's SASL_CONF_PATH.
 */
export const saslConfPlaces = (service: string, confPath?: string): string[] =>
  (confPath ?? defaultFolders).split(":").map((folder) => `${folder}/${service}.conf`);

export interface UserPlaces {
  /** Our file of verifiers: `virtgate_users` in the configuration, or the usual place. Asked first. */
  readonly own: string;
  readonly ownIsNamed: boolean;
  /** Cyrus' file of passwords: `sasldb_path`, or /etc/sasldb2. Asked for users that our file has not. */
  readonly cyrus: string;
  readonly cyrusIsNamed: boolean;
}

/**
 * The files of users that a daemon reads. A daemon of root's has its own in /etc/libvirt, another one in
 * `configHome`, which is $XDG_CONFIG_HOME or ~/.config.
 */
export function userPlaces(
  conf: SaslConf | undefined,
  { isRoot, configHome }: { readonly isRoot: boolean; readonly configHome: string },
): UserPlaces {
  const own = conf?.get("virtgate_users");
  const cyrus = conf?.get("sasldb_path");
  return {
    own: own ?? `${isRoot ? "/etc" : configHome}/libvirt/virtgate-users`,
    ownIsNamed: own !== undefined,
    cyrus: cyrus ?? "/etc/sasldb2",
    cyrusIsNamed: cyrus !== undefined,
  };
}

/** The server's name where nobody has given one, and the realm of users without: gethostname(), as Cyrus folds it. */
export const defaultHost = (hostname: string): string => hostname.toLowerCase();
