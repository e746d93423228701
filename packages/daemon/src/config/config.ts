// What the daemon runs by: options, environment and libvirtd.conf together, checked, with every default decided.

import type { LogSettings } from "../log/settings.js";
import type { Auth, Settings } from "./keys.js";

export interface Config {
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
  /** The read-write socket, the read-only one (privileged only) and the admin one. */
  readonly sockets: readonly UnixListener[];
  /** Null unless `--listen` and `listen_tcp = 1`. */
  readonly tcp: TcpListener | null;
  readonly limits: ServerLimits;
  readonly adminLimits: AdminLimits;
  readonly keepalive: Keepalive;
  readonly adminKeepalive: Keepalive;
  readonly log: LogSettings;
  /** For the log, once: where we are stricter than the configuration sounds, and why. */
  readonly warnings: readonly string[];
  /** Every key as read, for what is not listed above. */
  readonly settings: Settings;
}

export interface UnixListener {
  readonly role: "rw" | "ro" | "admin";
  readonly path: string;
  readonly mode: number;
  /** Null leaves the group as the system sets it. */
  readonly gid: number | null;
  readonly auth: Auth;
}

export interface TcpListener {
  /** Null listens on every address, IPv6 and IPv4. */
  readonly address: string | null;
  readonly port: number;
  readonly auth: Auth;
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
