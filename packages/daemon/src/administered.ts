// What an administrator can ask a daemon for.

import type { LogSettings } from "./log/settings.js";
import type { Server } from "./server.js";

export interface AdjustableLog {
  readonly settings: LogSettings;
  /** Throws, and changes nothing, when an output cannot be opened. */
  reconfigure(settings: LogSettings): void;
}

export interface Administered {
  readonly servers: readonly Server[];
  readonly log: AdjustableLog;
  /** Where the log goes when nobody says. */
  readonly defaultLogOutput: LogSettings["outputs"][number];
  /** Without a client for so long, the daemon ends; 0: never. */
  setTimeoutSeconds(seconds: number): void;
  /** Reads the certificates again. False: this server has none. Throws an Error with libvirtd's text. */
  updateTls(server: Server): boolean;
  /** A line in the log on what the administrator has done. */
  record(what: string, fields: Readonly<Record<string, string | number>>): void;
}
