// What the daemon runs by: options, environment and libvirtd.conf together, checked, with every default decided.

import type { SaslSettings } from "../auth/sasl-settings.js";
import type { LogOutput } from "../log/output.js";
import type { LogSettings } from "../log/settings.js";
import type { Identity } from "./identity.js";
import type { Auth, Settings } from "./keys.js";

export interface Config {
  readonly identity: Identity;
  /** Running as root: system paths, a read-only socket, libvirtd's system defaults. */
  readonly privileged: boolean;
  /** The file that was read, or null when the default one does not exist. */
  readonly file: string | null;
  /** `--daemon`: leave the terminal once everything listens. */
  readonly daemon: boolean;
  /** Exit after so many seconds without a client; 0 is never. */
  readonly timeoutSeconds: number;
  readonly pidFile: string;
  readonly runDirectory: string;
  /** The host's uuid when the file gives one. */
  readonly hostUuid: Uint8Array | null;
  /** The read-write socket, the read-only one (privileged only) and the admin one; of those handed over, what was. */
  readonly sockets: readonly UnixListener[];
  /** Null unless `--listen` and `listen_tcp = 1`, or handed over. */
  readonly tcp: TcpListener | null;
  /** Null unless `--listen` and `listen_tls` is not 0, or handed over. */
  readonly tls: TlsListener | null;
  /** Names of sockets that were handed over and that this daemon has no use for: it does not start. */
  readonly unclaimed: readonly string[];
  /** Null when no socket asks for sign-in through SASL. */
  readonly sasl: SaslSettings | null;
  /** Who is asked before each call; nobody when empty. */
  readonly accessDrivers: readonly AccessDriverName[];
  readonly limits: ServerLimits;
  readonly adminLimits: AdminLimits;
  readonly keepalive: Keepalive;
  readonly adminKeepalive: Keepalive;
  readonly log: LogSettings;
  /** Where the log goes when nobody says. */
  readonly defaultLogOutput: LogOutput;
  /** For the log, once: where we are stricter than the configuration sounds, and why. */
  readonly warnings: readonly string[];
  /** Every key as read, for what is not listed above. */
  readonly settings: Settings;
}

export type AccessDriverName = "polkit";

/** Descriptors that were handed over to listen on; null: we open the socket ourselves. */
export type Inherited = readonly number[] | null;

export interface UnixListener {
  readonly role: "rw" | "ro" | "admin";
  readonly path: string;
  readonly mode: number;
  /** Null leaves the group as the system sets it. */
  readonly gid: number | null;
  readonly auth: Auth;
  /** Whether the file says how it is guarded. */
  readonly isAuthGiven: boolean;
  readonly inherited: Inherited;
}

export interface TcpListener {
  /** Null listens on every address, IPv6 and IPv4. */
  readonly address: string | null;
  readonly port: number;
  readonly auth: Auth;
  readonly inherited: Inherited;
}

export interface TlsListener {
  /** As for TCP. */
  readonly address: string | null;
  /** Number or name: libvirtd looks it up after it has read the certificates, and so do we. */
  readonly service: string;
  readonly auth: Auth;
  readonly inherited: Inherited;
  readonly files: TlsFiles;
  /** Whether our own certificates must make sense to a client (`tls_no_sanity_certificate = 0`). */
  readonly checksOwn: boolean;
  readonly rules: TlsRules;
  /** A GnuTLS priority string; null is libvirt's default. */
  readonly priority: string | null;
}

/** Paths. */
export interface TlsFiles {
  readonly ca: string;
  /** Null: there is none. A file that does not exist counts as none. */
  readonly crl: string | null;
  readonly cert: string;
  readonly key: string;
}

/** Which clients are let in. */
export interface TlsRules {
  /** False: what is wrong with a client's certificate is logged, and the client let in (`tls_no_verify_certificate = 1`). */
  readonly verifies: boolean;
  /** Patterns of which a client's distinguished name must match one; null: every name. */
  readonly allowedDns: readonly string[] | null;
}

export interface AdminLimits {
  readonly maxClients: number;
  /** Connections that wait in the listen backlog. */
  readonly maxQueuedClients: number;
  readonly maxClientRequests: number;
  readonly minWorkers: number;
  readonly maxWorkers: number;
}

export interface ServerLimits extends AdminLimits {
  /** Connections not signed in yet; 0 is no limit of their own. */
  readonly maxAnonymousClients: number;
  readonly prioWorkers: number;
}

export interface Keepalive {
  /** Negative: never ask. */
  readonly intervalSeconds: number;
  readonly count: number;
}
