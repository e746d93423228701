// What the clients of a server do, as lines in the daemon's log.

import type { LibvirtError } from "@virtgate/protocol";
import type { Logger } from "./log/logger.js";
import type { ServerLog } from "./server.js";
import type { Session } from "./session.js";

/** Refusals of one client that are logged one by one; a client that goes on must not fill the disk. */
const maxRefusalsPerClient = 20;

const category = "rpc.client";

export class ClientLog implements ServerLog {
  readonly #log: Logger;
  readonly #server: string;
  readonly #refusals = new WeakMap<Session, number>();

  constructor(log: Logger, server: string) {
    this.#log = log;
    this.#server = server;
  }

  refusal(session: Session, rule: string, error: LibvirtError): void {
    const count = (this.#refusals.get(session) ?? 0) + 1;
    this.#refusals.set(session, count);
    if (count > maxRefusalsPerClient) return;
    this.#log.refusal({ category, text: error.message, rule, ...this.#who(session) });
    if (count === maxRefusalsPerClient) {
      this.#log.warn(category, "further refusals of this client are not logged", this.#who(session));
    }
  }

  closed(session: Session, reason: string): void {
    this.#log.info(category, reason, this.#who(session));
  }

  failure(session: Session, procedure: string, thrown: unknown): void {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    this.#log.error(category, text, { procedure, ...this.#who(session) });
  }

  suspended(server: string): void {
    this.#log.warn("rpc.server", "Temporarily suspending services", { server });
  }

  resumed(server: string): void {
    this.#log.warn("rpc.server", "Re-enabling services", { server });
  }

  turnedAway(server: string): void {
    this.#log.refusal({ category: "rpc.server", text: "too many clients are waiting already", server });
  }

  #who(session: Session) {
    return {
      server: this.#server,
      client: session.id,
      transport: session.transport,
      readonly: session.readonly,
    };
  }
}
