// The connection to a daemon: made when the first command needs it, made anew when it was lost.

import { type AdminConnection, type CloseReason, connectAdmin } from "@virtgate/client";
import { Failure } from "../failure.js";
import type { Terminal } from "../terminal.js";

const reasons: Record<CloseReason, string> = {
  error: "due to I/O error",
  eof: "due to end of file",
  keepalive: "due to keepalive timeout",
  client: "due to client request",
};

export class AdminLink {
  readonly #terminal: Terminal;
  readonly #env: NodeJS.ProcessEnv;
  /** Undefined: the default. */
  uri: string | undefined;
  #connection: AdminConnection | undefined;
  /** The connection broke; the next command makes a new one. */
  #lost = false;
  /** Called when the connection breaks while nothing else would tell the user. */
  onLost: (() => void) | undefined;

  constructor(terminal: Terminal, env: NodeJS.ProcessEnv, uri: string | undefined) {
    this.#terminal = terminal;
    this.#env = env;
    this.uri = uri;
  }

  /** The open connection, for commands that have been connected. */
  get connection(): AdminConnection {
    if (this.#connection === undefined) throw new Error("no connection");
    return this.#connection;
  }

  get isOpen(): boolean {
    return this.#connection !== undefined && !this.#lost;
  }

  /** Connects unless connected. Throws Failure, after the user has been told the first half. */
  async ensure(): Promise<void> {
    if (this.isOpen) return;
    try {
      await this.open();
    } catch (thrown) {
      throw new Failure("no valid connection", thrown);
    }
  }

  /** Closes what is open and connects. Answers whether there was something; says that it failed, and throws the reason. */
  async open(): Promise<boolean> {
    const again = this.#connection !== undefined;
    await this.close();
    try {
      this.#connection = await connectAdmin(this.uri, { env: this.#env });
    } catch (thrown) {
      this.#terminal.error(`Failed to ${again ? "reconnect" : "connect"} to the admin server`);
      throw thrown;
    }
    if (again) this.#terminal.print("Reconnected to the admin server\n");
    this.#lost = false;
    this.#watch(this.#connection);
    return again;
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  #watch(connection: AdminConnection): void {
    void connection.closed.then((reason) => {
      if (reason === "client" || this.#connection !== connection) return;
      this.#lost = true;
      this.#terminal.error(`Disconnected from ${connection.uri} ${reasons[reason]}`);
      this.onLost?.();
    });
  }
}
