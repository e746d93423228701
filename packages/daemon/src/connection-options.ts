// What a connection is told when it begins, and what it tells the log.

import type { LibvirtError } from "@virtgate/protocol";
import type { AccessDriver } from "./access/access-driver.js";
import type { BeginSignIn } from "./auth/sign-in.js";
import type { KeepAliveSettings } from "./keepalive.js";
import type { PeerCredentials } from "./listen/peer.js";
import type { Programs } from "./programs.js";
import type { Certified, Session, TransportName } from "./session.js";

/** What a connection tells the log. */
export interface ConnectionLog {
  refusal(session: Session, rule: string, error: LibvirtError): void;
  closed(session: Session, reason: string): void;
  /** The daemon has hung up because of what the client did or failed to do. */
  cutOff(session: Session, reason: string): void;
  failure(session: Session, procedure: string, thrown: unknown): void;
}

export interface ConnectionOptions {
  readonly id: number;
  readonly transport: TransportName;
  readonly readonly: boolean;
  readonly distinguishedName?: string | null;
  readonly certified?: Certified | undefined;
  /** The client's machine, without the port. */
  readonly address?: string | null;
  readonly peer?: PeerCredentials | undefined;
  /** Whether the socket asks for no sign-in. */
  readonly signedIn: boolean;
  /** How the client signs in where the socket asks for it. */
  readonly beginSignIn?: BeginSignIn | undefined;
  /** Who is asked whether a call may be made; empty or absent: nobody. */
  readonly accessDrivers?: readonly AccessDriver[];
  readonly programs: Programs;
  /** max_client_requests: calls of one client that may be in progress. */
  readonly maxRequests: number;
  readonly keepAlive: KeepAliveSettings;
  readonly log: ConnectionLog;
  /** Called when the client has signed in: it no longer counts as anonymous. */
  readonly onSignIn?: () => void;
}
