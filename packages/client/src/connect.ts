// connect(): the way in.

import { limits } from "@virtgate/protocol";
import { Connection } from "./connection.js";
import { destination } from "./destination.js";
import { type Environment, hostEnvironment } from "./environment.js";
import type { KeepaliveOptions } from "./keepalive.js";
import { defaultKeepalive } from "./limits.js";
import type { ReconnectOptions } from "./reconnect.js";
import type { CredentialsOption } from "./sign-in/credentials.js";
import type { BeforePolkit } from "./sign-in/sign-in.js";
import type { LocalDriver } from "./transports/transport.js";

export interface ConnectOptions {
  /** Ask for a connection that cannot change anything. */
  readonly readonly?: boolean;
  /**
   * How to sign in where the server asks for it: the credentials, or a function that is asked for them with what the
   * mechanism needs and auth.conf has not. A new sign-in, also that of a connection that is opened again, asks anew.
   */
  readonly credentials?: CredentialsOption;
  readonly beforePolkit?: BeforePolkit;
  /** Hypervisors in this process, for URIs such as test:///default. */
  readonly local?: readonly LocalDriver[];
  /**
   * Told of what libvirt would only write into its log, such as a certificate whose purpose is another: one line
   * without its end. Nothing is printed by itself.
   */
  readonly onWarning?: (text: string) => void;
  /**
   * The libssh transports sign in once for all connections of this process to the same user and host that have the same
   * parameters and the same `credentials` object; a login without connections ends after three seconds. False: this
   * connection has a login of its own. Default: true.
   */
  readonly shareSsh?: boolean;
  /** Environment variables to look at instead of the process's. */
  readonly env?: Environment["variables"];
  /** Gives up connecting. */
  readonly signal?: AbortSignal;
  /** For each call that brings no deadline of its own. Default: none, some calls take hours. */
  readonly deadlineMs?: number;
  /**
   * Calls under way at the same time; more of them wait. The default, 5, is what a libvirtd reads from one client
   * before it answers (max_client_requests), so more would only wait on the other side.
   */
  readonly maxCallsInFlight?: number;
  /** How a dead server is noticed. Default: after 5 seconds of silence, and then 6 unanswered PINGs. */
  readonly keepalive?: KeepaliveOptions;
  /** Off unless given. */
  readonly reconnect?: ReconnectOptions;
  /** User, files and variables; for tests. */
  readonly environment?: Environment;
}

/**
 * Opens a connection. `uri` is a libvirt URI ("qemu+tcp://host/system"), an alias of libvirt.conf, or absent for the
 * default. Rejects with LibvirtError in libvirt's words.
 */
export async function connect(uri?: string | null, options: ConnectOptions = {}): Promise<Connection> {
  const {
    readonly = false,
    local = [],
    credentials,
    beforePolkit,
    deadlineMs,
    signal,
    onWarning,
    shareSsh,
  } = options;
  const { maxCallsInFlight = limits.defaultMaxClientRequests } = options;
  if (!(maxCallsInFlight >= 1)) throw new RangeError("maxCallsInFlight must be at least 1");
  const environment = options.environment ?? hostEnvironment(options.env);
  const target = destination(
    uri ?? null,
    { readonly, local, credentials, beforePolkit, onWarning, shareSsh },
    environment,
  );
  const settings = {
    maxCallsInFlight,
    deadlineMs,
    keepalive: options.keepalive ?? defaultKeepalive,
    reconnect: options.reconnect,
  };
  return Connection.open(target, settings, { signal, deadlineMs });
}
