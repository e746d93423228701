// What virsh's commands work with: the terminal and the connection to a host.

import type { CallOptions, Connection } from "@virtgate/client";
import { type Procedure, type RemoteCalls, remote } from "@virtgate/protocol";
import { CommandShell } from "./command-shell.js";
import { commandNames, loadCommands } from "./commands/index.js";
import type { Globals } from "./globals.js";
import type { Command, ObjectKind } from "./grammar/command.js";
import type { Call } from "./grammar/parser.js";
import { Link } from "./link.js";
import type { ReadBlock } from "./sign-in/standard-input.js";
import type { Terminal } from "./terminal.js";

export class Shell extends CommandShell<Command> {
  readonly globals: Globals;
  readonly link: Link;
  readonly welcome = `Welcome to virtgate, the virtualization interactive terminal.

Type:  'help' for help with commands
       'quit' to quit

`;
  readonly historyPlace = { file: "history", sizeVariable: "VIRSH_HISTSIZE" };
  readonly commandNames = commandNames;

  constructor(terminal: Terminal, globals: Globals, env: NodeJS.ProcessEnv, interactive: boolean) {
    super(terminal, env, interactive);
    this.globals = globals;
    this.link = new Link(terminal, globals, env);
    this.link.onLost = () => this.onLost?.();
  }

  get timing(): boolean {
    return this.globals.timing;
  }

  get prompt(): string {
    return this.link.readonly ? "virtgate > " : "virtgate # ";
  }

  get host(): Connection {
    return this.link.connection;
  }

  /** Every procedure of the host as a method. A command needs two or three of the four hundred. */
  readonly call: Connection["call"] = new Proxy({} as Connection["call"], {
    get: (_, name: keyof RemoteCalls) => (args: object, options?: CallOptions) =>
      this.host.invoke<Procedure>(remote, remote.calls[name], args ?? {}, options),
  });

  async perform({ command, args }: Call): Promise<boolean> {
    if (!command.local && !(await this.link.ensure())) return false;
    return command.run(this, args);
  }

  override answersFrom(read: ReadBlock): void {
    this.link.readInput = read;
  }

  close(): Promise<void> {
    return this.link.close();
  }

  async findCommand(name: string): Promise<Command | undefined> {
    return (await loadCommands([name])).get(name);
  }

  async objectNames(kind: ObjectKind): Promise<readonly string[]> {
    if (!this.link.isOpen) return [];
    try {
      const { namesOf } = await import("./interactive/object-names.js");
      return await namesOf(this.call, kind);
    } catch {
      return [];
    }
  }
}
