// What the clients of a server do, as lines in the daemon's log. Clients can cause lines as fast as they like; only a
// burst of them is written, the rest is counted.

import type { LibvirtError } from "@virtgate/protocol";
import type { PeerCredentials } from "./listen/peer.js";
import type { LogLine, TlsRefusal } from "./listen/tls.js";
import { LineBudget } from "./log/line-budget.js";
import type { Logger, Refusal } from "./log/logger.js";
import type { ServerLog, Stranger } from "./server.js";
import type { Session } from "./session.js";

/** Refusals of one client that are logged one by one. */
const maxRefusalsPerClient = 20;
/** Of all clients together: half a megabyte at once, and a megabyte for each hour of trying. */
const refusalBudget = { burst: 2000, perSecond: 1 };

const category = "rpc.client";

export class ClientLog implements ServerLog {
  readonly #log: Logger;
  readonly #server: string;
  readonly #refusals = new WeakMap<Session, number>();
  readonly #budget: LineBudget;

  constructor(log: Logger, server: string, budget = new LineBudget(refusalBudget)) {
    this.#log = log;
    this.#server = server;
    this.#budget = budget;
  }

  refusal(session: Session, rule: string, error: LibvirtError): void {
    const count = (this.#refusals.get(session) ?? 0) + 1;
    this.#refusals.set(session, count);
    if (count > maxRefusalsPerClient) return;
    this.#refuse({ category, text: error.message, rule, ...this.#who(session) });
    if (count === maxRefusalsPerClient) {
      this.#log.warn(category, "further refusals of this client are not logged", this.#who(session));
    }
  }

  closed(session: Session, reason: string): void {
    this.#log.info(category, reason, this.#who(session));
  }

  cutOff(session: Session, reason: string): void {
    this.#refuse({ category, text: reason, rule: "connection", ...this.#who(session) });
  }

  /** Somebody who is hung up on unheard, because of who it is. */
  disallowed({ pid, uid }: PeerCredentials): void {
    if (!this.#mayWrite()) return;
    const text = `operation forbidden: Disallowing client ${pid} with uid ${uid}`;
    this.#log.error(category, text);
    const change = "ask as the user that the daemon runs as";
    this.#log.refusal({ category, text, rule: "peer's user", server: this.#server, pid, uid, change });
  }

  failure(session: Session, procedure: string, thrown: unknown): void {
    if (!this.#mayWrite()) return;
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    this.#log.error(category, text, { procedure, ...this.#who(session) });
  }

  suspended(server: string): void {
    this.#log.info("rpc.server", "Temporarily suspending services", { server });
  }

  resumed(server: string): void {
    this.#log.info("rpc.server", "Re-enabling services", { server });
  }

  turnedAway(server: string): void {
    const rule = "max_queued_clients";
    this.#refuse({ category: "rpc.server", text: "too many clients are waiting already", rule, server });
  }

  secured(who: Stranger, distinguishedName: string | null): void {
    this.#log.info("rpc.tls", "client let in", {
      ...this.#stranger(who),
      dn: distinguishedName ?? undefined,
    });
  }

  notSecured(who: Stranger, { lines, text, rule, distinguishedName: dn, cause, change }: TlsRefusal): void {
    if (!this.#mayWrite()) return;
    for (const line of lines) this.#log[line.level]("rpc.tls", line.text);
    this.#log.refusal({ category: "rpc.tls", text, rule, ...this.#stranger(who), dn, cause, change });
  }

  remarked(who: Stranger, lines: readonly LogLine[]): void {
    if (!this.#mayWrite()) return;
    for (const { level, text } of lines) this.#log[level]("rpc.tls", text, this.#stranger(who));
  }

  #stranger({ id, transport, address }: Stranger) {
    return { server: this.#server, client: id, transport, address };
  }

  #refuse(refusal: Refusal): void {
    if (this.#mayWrite()) this.#log.refusal(refusal);
  }

  #mayWrite(): boolean {
    const leave = this.#budget.take();
    if (leave === undefined) return false;
    if (leave.withheld > 0) {
      const fields = { lines: leave.withheld, server: this.#server };
      this.#log.warn(category, "refusals came too fast and were not logged", fields);
    }
    return true;
  }

  #who(session: Session) {
    return {
      server: this.#server,
      client: session.id,
      transport: session.transport,
      readonly: session.readonly,
      dn: session.distinguishedName ?? undefined,
      user: session.identity?.user,
      pid: session.peer?.pid,
      uid: session.peer?.uid,
    };
  }
}
