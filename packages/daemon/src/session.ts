// What the rest of the daemon knows of one client: who it is, what it opened, and how to reach it.

import type { EventProcedure, LibvirtError, Program } from "@virtgate/protocol";
import type { Driver } from "./drivers/driver.js";

export type TransportName = "unix" | "tcp" | "tls" | "memory";

export interface Session {
  /** Counts up from 1 for the life of the daemon, as in `virt-admin client-list`. */
  readonly id: number;
  readonly transport: TransportName;
  /** True on the read-only socket, and once the client has opened its connection read-only. */
  readonly: boolean;
  /** The name in the certificate of a TLS client, as libvirt writes it; null where there is none. */
  readonly distinguishedName: string | null;
  /** False until sign-in has succeeded; only procedures declared `open` are served before. */
  signedIn: boolean;
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

  /** Runs `callback` when the connection is gone, for whatever reason; at once if it already is. */
  onClose(callback: () => void): void;

  /** Logs one line about a refusal, with a support code, and returns the error to be thrown. */
  refuse(rule: string, error: LibvirtError): LibvirtError;
}
