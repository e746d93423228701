// What a command works with: the terminal and the connection.

import type { CallOptions, Connection } from "@virtgate/client";
import { LibvirtError, type Procedure, type RemoteCalls, remote } from "@virtgate/protocol";
import { isUtf8Locale } from "./display-width.js";
import { Failure } from "./failure.js";
import type { Globals } from "./globals.js";
import { Link } from "./link.js";
import { LogLevel } from "./log.js";
import { formatTable } from "./table.js";
import type { Terminal } from "./terminal.js";

export class Shell {
  readonly terminal: Terminal;
  readonly globals: Globals;
  readonly env: NodeJS.ProcessEnv;
  readonly link: Link;
  /** Lines are typed, or piped in, one after another. */
  readonly interactive: boolean;
  readonly #utf8: boolean;

  constructor(terminal: Terminal, globals: Globals, env: NodeJS.ProcessEnv, interactive: boolean) {
    this.terminal = terminal;
    this.globals = globals;
    this.env = env;
    this.interactive = interactive;
    this.link = new Link(terminal, globals, env);
    this.#utf8 = isUtf8Locale(env);
  }

  get host(): Connection {
    return this.link.connection;
  }

  /** Every procedure of the host as a method. A command needs two or three of the four hundred. */
  readonly call: Connection["call"] = new Proxy({} as Connection["call"], {
    get: (_, name: keyof RemoteCalls) => (args: object, options?: CallOptions) =>
      this.host.invoke<Procedure>(remote, remote.calls[name], args ?? {}, options),
  });

  print(text: string): void {
    this.terminal.print(text);
  }

  extra(text: string): void {
    this.terminal.extra(text);
  }

  /** A table; with `--output json` the rows as JSON instead. */
  table(heading: readonly string[], rows: readonly (readonly string[])[]): void {
    this.print(formatTable(heading, rows, { quiet: this.terminal.quiet, utf8: this.#utf8 }));
  }

  trace(text: string): void {
    this.terminal.debug(LogLevel.info, text);
  }

  traceDetail(text: string): void {
    this.terminal.debug(LogLevel.debug, text);
  }

  /** Tells the user why something failed: our own words first, then the reason that libvirt gave. */
  report(thrown: unknown): void {
    if (thrown instanceof Failure) {
      if (thrown.message !== "") this.terminal.error(thrown.message);
      if (thrown.cause !== undefined) this.report(thrown.cause);
    } else if (thrown instanceof LibvirtError) {
      this.terminal.error(thrown.message);
    } else {
      this.terminal.error(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
}
