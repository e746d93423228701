// What the rest of the daemon knows of one client: who it is, what it opened, and how to reach it.

import type { EventProcedure, LibvirtError, Program } from "@virtgate/protocol";
import type { Identity, SecurityLayer } from "@virtgate/sasl";
import type { Guard } from "./access/guard.js";
import type { SignIn } from "./auth/sign-in.js";
import type { Driver } from "./drivers/driver.js";
import type { PeerCredentials } from "./listen/peer.js";

export type TransportName = "unix" | "tcp" | "tls" | "memory";

export interface Certified {
  readonly name: string;
  readonly ssf: number;
}

export interface Session {
  /** Counts up from 1 for the life of the daemon, as in `virt-admin client-list`. */
  readonly id: number;
  readonly transport: TransportName;
  /** True on the read-only socket, and once the client has opened its connection read-only. */
  readonly: boolean;
  /** The name in the certificate of a TLS client, as libvirt writes it; null where there is none. */
  readonly distinguishedName: string | null;
  /** What that certificate proves, if it was verified: the name, and the strength of TLS' cipher in bits. */
  readonly certified: Certified | undefined;
  /** The client's machine, without the port; null on a unix socket. */
  readonly address: string | null;
  /** The process behind a unix socket; undefined for other clients, and where the system's libraries are missing. */
  readonly peer: PeerCredentials | undefined;
  /** How this client signs in; undefined on a socket that asks nobody. */
  readonly signIn: SignIn | undefined;
  /** False until sign-in has succeeded; only procedures declared `open` are served before. */
  signedIn: boolean;
  /** Who has signed in, and how; undefined before, and on a socket that asks nobody. */
  identity: Identity | undefined;
  /** Judges each of this client's calls; undefined where everybody may do everything. */
  readonly guard: Guard | undefined;
  /** The hypervisor the client opened; undefined before connectOpen and after connectClose. */
  driver: Driver | undefined;

  /**
   * Sends an event. Events and replies keep the order in which they were made. A client that does not read its
   * events is disconnected once `maxEventQueueBytes` wait for it.
   */
  sendEvent<B>(program: Program<object, object>, event: EventProcedure<B>, body: B): void;

  /** The client understands keepalive messages: from now on silence is noticed. */
  enableKeepAlive(): void;

  /** Closes the connection once the reply to the present call has been sent. */
  closeAfterReply(): void;

  /** Runs `callback` when the reply to the present call, whose answer is a promise, has been handed to the link. */
  afterReply(callback: () => void): void;

  /** From the next byte on, in both directions, there is this layer between the connection and its link. */
  protect(layer: SecurityLayer): void;

  /**
   * From now on descriptors may come with calls and go with answers. False where they cannot travel: on other sockets
   * than unix ones, below a security layer, and without the native package.
   */
  passFds(): Promise<boolean>;

  /** Closes the connection now, with a line in the log. */
  cutOff(reason: string): void;

  /** Runs `callback` when the connection is gone, for whatever reason; at once if it already is. */
  onClose(callback: () => void): void;

  /** Logs one line about a refusal, with a support code, and returns the error to be thrown. */
  refuse(rule: string, error: LibvirtError): LibvirtError;
}
