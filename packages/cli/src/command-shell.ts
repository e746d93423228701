// What every command has to work with, whichever connection its program has: the terminal, and the way to tell what
// went wrong.

import { LibvirtError } from "@virtgate/protocol";
import { isUtf8Locale } from "./display-width.js";
import { Failure } from "./failure.js";
import type { CommandForm, ObjectKind } from "./grammar/command.js";
import type { Call } from "./grammar/parser.js";
import { LogLevel } from "./log.js";
import type { ReadBlock } from "./sign-in/standard-input.js";
import { formatTable } from "./table.js";
import type { Terminal } from "./terminal.js";

/** What a program is called where it keeps its history, and the variable that says how long that is. */
export interface HistoryPlace {
  readonly file: string;
  readonly sizeVariable: string;
}

export abstract class CommandShell<C extends CommandForm = CommandForm> {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Lines are typed, or piped in, one after another. */
  readonly interactive: boolean;
  /** Called when the connection breaks while nothing else would tell the user. */
  onLost: (() => void) | undefined;
  readonly #utf8: boolean;

  constructor(terminal: Terminal, env: NodeJS.ProcessEnv, interactive: boolean) {
    this.terminal = terminal;
    this.env = env;
    this.interactive = interactive;
    this.#utf8 = isUtf8Locale(env);
  }

  /** Each command is followed by the time it took. */
  abstract readonly timing: boolean;
  /** The first words of the interactive shell. */
  abstract readonly welcome: string;
  abstract readonly prompt: string;
  abstract readonly historyPlace: HistoryPlace;

  /** Connects if the command needs it, and runs it. False: it has failed and has said so. */
  abstract perform(call: Call<C>): Promise<boolean>;

  abstract close(): Promise<void>;

  // --- for completion
  abstract readonly commandNames: readonly string[];
  abstract findCommand(name: string): Promise<C | undefined>;
  /** Must not connect, nor complain: it works with the connection that is there. */
  abstract objectNames(kind: ObjectKind): Promise<readonly string[]>;

  /** The shell reads ahead: what it asks the user is answered out of what has been read already. */
  answersFrom(_read: ReadBlock): void {}

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
