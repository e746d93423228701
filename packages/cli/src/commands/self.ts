// Commands about this program itself.

import type { CommandShell } from "../command-shell.js";
import { Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, type CommandForm, type Group } from "../grammar/command.js";
import type { HelpTable } from "../help.js";
import { systemErrorText } from "../system-error.js";

/** A command that any program with a shell may have. */
export interface SelfCommand extends CommandForm {
  readonly group: Group;
  run(shell: CommandShell, args: Arguments): boolean | Promise<boolean>;
}

export const cd: SelfCommand = {
  name: "cd",
  group: "virtgate",
  help: "change the current directory",
  description: "Change the current directory.",
  local: true,
  options: [
    {
      name: "dir",
      type: "string",
      help: "directory to switch to (default: home or else root)",
      complete: "files",
    },
  ],
  run(shell, args) {
    if (!shell.interactive) throw new Failure("cd: command valid only in interactive mode");
    const folder = args.string("dir") ?? (shell.env["HOME"] || "/");
    try {
      process.chdir(folder);
      return true;
    } catch (thrown) {
      throw new Failure(`cd: ${systemErrorText(thrown)}: ${folder}`);
    }
  },
};

export const pwd: SelfCommand = {
  name: "pwd",
  group: "virtgate",
  help: "print the current directory",
  description: "Print the current directory.",
  local: true,
  options: [],
  run(shell) {
    shell.print(`${process.cwd()}\n`);
    return true;
  },
};

const shellQuoted = (text: string) =>
  /^[-A-Za-z0-9_./:@=%+,]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const xmlEntities: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "'": "&apos;",
};

const xmlQuoted = (text: string) => text.replace(/[<>&"']/g, (char) => xmlEntities[char]!);

/** Parts with commas between them; two commas are one that parts nothing. */
export function splitCommas(text: string): string[] {
  return text
    .replaceAll(",,", "\0")
    .split(",")
    .map((part) => part.replaceAll("\0", ","));
}

export const echo: SelfCommand = {
  name: "echo",
  group: "virtgate",
  help: "echo arguments. Used for internal testing.",
  description: "Echo back arguments, possibly with quoting. Used for internal testing.",
  local: true,
  options: [
    bool("shell", "escape for shell use"),
    bool("xml", "escape for XML use"),
    bool("split", "split each argument on ','; ',,' is an escape sequence"),
    bool("err", "output to stderr"),
    { name: "string", type: "argv", help: "arguments to echo" },
  ],
  aliases: [
    { name: "str", option: "string" },
    { name: "hi", option: "string", value: "hello" },
  ],
  run(shell, args) {
    exclusive(args, ["shell", "xml"]);
    const quote = args.has("shell") ? shellQuoted : args.has("xml") ? xmlQuoted : (text: string) => text;
    const words = args.all("string");
    const text = args.has("split")
      ? words
          .flatMap(splitCommas)
          .map((part) => `${quote(part)}\n`)
          .join("")
      : words.map(quote).join(" ");
    if (args.has("err")) shell.terminal.error(text);
    else shell.print(text);
    return true;
  },
};

const leave = (name: string): SelfCommand => ({
  name,
  group: "virtgate",
  help: "quit this interactive terminal",
  local: true,
  options: [],
  run: () => true,
});

export const quit = leave("quit");
export const exit = leave("exit");

export const helpCommand = (table: () => Promise<HelpTable>): SelfCommand => ({
  name: "help",
  group: "virtgate",
  help: "print help",
  description: "Prints global help, command specific help, or help for a\n    group of related commands",
  local: true,
  lenient: true,
  options: [
    {
      name: "command",
      type: "string",
      help: "Prints global help, command specific help, or help for a group of related commands",
      complete: "commands",
    },
  ],
  async run(shell, args) {
    const [{ allHelp, commandHelp, findGroup, groupHelp }, known] = await Promise.all([
      import("../help.js"),
      table(),
    ]);
    const name = args.raw("command") ?? "";
    if (name === "") {
      shell.print(allHelp(known));
      return true;
    }
    const meant = known.aliases?.[name] ?? name;
    const command = known.commands.find((one) => one.name === meant);
    const group = findGroup(known, name);
    if (command !== undefined) shell.print(commandHelp(command));
    else if (group !== undefined) shell.print(groupHelp(known, group));
    else throw new Failure(`command or command group '${name}' doesn't exist`);
    return true;
  },
});

/** virsh's. */
export const help = helpCommand(async () => {
  const [{ groups }, { allCommands, commandAliases }] = await Promise.all([
    import("../help.js"),
    import("./index.js"),
  ]);
  return { groups, commands: await allCommands(), aliases: commandAliases };
});

export const connect: Command = {
  name: "connect",
  group: "virtgate",
  help: "(re)connect to hypervisor",
  description: "Connect to local hypervisor. This is built-in command after shell start up.",
  local: true,
  options: [
    { name: "name", type: "string", help: "hypervisor connection URI", emptyOk: true },
    bool("readonly", "read-only connection"),
  ],
  run: (shell, args) => shell.link.connect(args.raw("name"), args.has("readonly"), true),
};
