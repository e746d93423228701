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

/** VIR_CONNECT_LIST_DOMAINS_ACTIVE | VIR_CONNECT_LIST_DOMAINS_INACTIVE; the same numbers for other objects. */
const allObjects = 3;

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
      if (kind === "devices") {
        const { devices } = await this.call.connectListAllNodeDevices({ needResults: 1, flags: 0 });
        return devices.map(({ name }) => name);
      }
      if (kind !== "domains") return [];
      const { domains } = await this.call.connectListAllDomains({ needResults: 1, flags: allDomains });
      return domains.map(({ name }) => name);
    } catch {
      return [];
    }
  }

  /** How the names of each kind of object are asked for. */
  readonly #lists: { readonly [Kind in ObjectKind]?: () => Promise<readonly { readonly name: string }[]> } = {
    domains: async () =>
      (await this.call.connectListAllDomains({ needResults: 1, flags: allObjects })).domains,
    networks: async () =>
      (await this.call.connectListAllNetworks({ needResults: 1, flags: allObjects })).nets,
    interfaces: async () =>
      (await this.call.connectListAllInterfaces({ needResults: 1, flags: allObjects })).ifaces,
    nwfilters: async () => (await this.call.connectListAllNwfilters({ needResults: 1, flags: 0 })).filters,
  };
}
