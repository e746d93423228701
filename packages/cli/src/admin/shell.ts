// What virt-admin's commands work with: the terminal and the connection to a daemon.

import type { AdminConnection } from "@virtgate/client";
import { CommandShell } from "../command-shell.js";
import type { Arguments } from "../grammar/arguments.js";
import type { CommandForm, ObjectKind } from "../grammar/command.js";
import type { Call } from "../grammar/parser.js";
import type { Terminal } from "../terminal.js";
import { AdminLink } from "./link.js";

export interface AdminCommand extends CommandForm {
  readonly group: AdminGroup;
  /** False: the command has failed and has said so. Throwing a LibvirtError or a Failure says it for you. */
  run(shell: AdminShell, args: Arguments): boolean | Promise<boolean>;
}

export type AdminGroup = "virtgate" | "monitor" | "management";

/** Name -> command, other names included. */
export type AdminCommands = ReadonlyMap<string, AdminCommand>;

export class AdminShell extends CommandShell<AdminCommand> {
  readonly timing = false;
  readonly welcome = `Welcome to virtgate admin, the administrating virtualization interactive terminal.

Type:  'help' for help with commands
       'quit' to quit

`;
  readonly prompt = "virtgate admin # ";
  readonly historyPlace = { file: "admin-history", sizeVariable: "VIRT_ADMIN_HISTSIZE" };
  readonly link: AdminLink;
  readonly #commands: AdminCommands;

  constructor(
    terminal: Terminal,
    env: NodeJS.ProcessEnv,
    {
      interactive,
      uri,
      commands,
    }: { interactive: boolean; uri: string | undefined; commands: AdminCommands },
  ) {
    super(terminal, env, interactive);
    this.#commands = commands;
    this.link = new AdminLink(terminal, env, uri);
    this.link.onLost = () => this.onLost?.();
  }

  /** Every procedure of the daemon as a method. */
  get call(): AdminConnection["call"] {
    return this.link.connection.call;
  }

  async perform({ command, args }: Call<AdminCommand>): Promise<boolean> {
    if (!command.local) await this.link.ensure();
    return command.run(this, args);
  }

  close(): Promise<void> {
    return this.link.close();
  }

  get commandNames(): readonly string[] {
    return [...this.#commands.keys()];
  }

  async findCommand(name: string): Promise<AdminCommand | undefined> {
    return this.#commands.get(name);
  }

  async objectNames(kind: ObjectKind): Promise<readonly string[]> {
    if (kind !== "servers" || !this.link.isOpen) return [];
    try {
      const { servers } = await this.call.connectListServers({ needResults: 1, flags: 0 });
      return servers.map(({ name }) => name);
    } catch {
      return [];
    }
  }
}
