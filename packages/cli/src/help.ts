// The help of `help`, of a group and of a command, from the command table alone.

import type { CommandForm, Option } from "./grammar/command.js";

export interface CommandGroup {
  readonly keyword: string;
  readonly title: string;
  /** What else a user may call it: what the program whose place ours takes has there. */
  readonly alsoCalled?: readonly string[];
}

/** The commands of a program, in the order in which its help shows them. */
export interface HelpTable {
  readonly groups: readonly CommandGroup[];
  readonly commands: readonly CommandForm[];
  /** Other names of commands. */
  readonly aliases?: Readonly<Record<string, string>>;
}

export const groups: readonly CommandGroup[] = [
  { keyword: "domain", title: "Domain Management" },
  { keyword: "monitor", title: "Domain Monitoring" },
  { keyword: "events", title: "Domain Events" },
  { keyword: "host", title: "Host and Hypervisor" },
  { keyword: "checkpoint", title: "Checkpoint" },
  { keyword: "interface", title: "Interface" },
  { keyword: "filter", title: "Network Filter" },
  { keyword: "network", title: "Networking" },
  { keyword: "nodedev", title: "Node Device" },
  { keyword: "secret", title: "Secret" },
  { keyword: "snapshot", title: "Snapshot" },
  { keyword: "backup", title: "Backup" },
  { keyword: "pool", title: "Storage Pool" },
  { keyword: "volume", title: "Storage Volume" },
  { keyword: "virtgate", title: "Virtgate itself", alsoCalled: ["virsh", "Virsh itself"] },
];

/** The group that a user means by its keyword or its title. */
export function findGroup({ groups }: HelpTable, name: string): CommandGroup | undefined {
  return groups.find(
    ({ keyword, title, alsoCalled }) => keyword === name || title === name || alsoCalled?.includes(name),
  );
}

function commandLines({ commands }: HelpTable, { keyword }: CommandGroup): string {
  return commands
    .filter((command) => command.group === keyword)
    .map(({ name, help }) => `    ${name.padEnd(30)} ${help}\n`)
    .join("");
}

export function groupHelp(table: HelpTable, group: CommandGroup): string {
  return ` ${group.title} (help keyword '${group.keyword}'):\n${commandLines(table, group)}`;
}

export function allHelp(table: HelpTable): string {
  return `Grouped commands:\n\n${table.groups.map((group) => `${groupHelp(table, group)}\n`).join("")}`;
}

/** The end of `virtgate --help`. */
export function usageCommands(table: HelpTable): string {
  const sections = table.groups.map(
    (group) => ` ${group.title} (help keyword '${group.keyword}')\n${commandLines(table, group)}\n`,
  );
  return (
    `  commands (non interactive mode):\n\n${sections.join("")}` +
    "\n  (specify help <group> for details about the commands in the group)\n" +
    "\n  (specify help <command> for details about the command)\n\n"
  );
}

/** Word for word what virsh says; options of our own are in `virtgate --help`. */
export function commandHelp(command: CommandForm): string {
  const options = command.options.filter(({ own }) => !own);
  let text = `  NAME\n    ${command.name} - ${command.help}\n`;
  text += `\n  SYNOPSIS\n    ${command.name}${synopsis(options)}\n`;
  if (command.description !== undefined) {
    text += `\n  DESCRIPTION\n    ${command.description}\n`;
  }
  if (options.length > 0) text += `\n  OPTIONS\n${optionLines(options)}`;
  return `${text}\n`;
}

/** After a bare `<name>` the later positions can be named as well, and virsh shows that only then. */
const hasData = (options: readonly Option[]) => options.some(({ type }) => type === "data");

function synopsis(options: readonly Option[]): string {
  const named = hasData(options);
  const show = ({ name, type, required }: Option): string => {
    switch (type) {
      case "bool":
        return `[--${name}]`;
      case "int":
        return required ? `<${name}>` : `[--${name} <number>]`;
      case "string":
        return `[--${name} <string>]`;
      case "data":
        return required ? `<${name}>` : `[<${name}>]`;
      case "argv":
        if (required) return named ? `{[--${name}] <string>}...` : `<${name}>...`;
        return named ? `[[--${name}] <string>]...` : `[<${name}>]...`;
    }
  };
  return options.map((option) => ` ${show(option)}`).join("");
}

function optionLines(options: readonly Option[]): string {
  const named = hasData(options);
  const show = ({ name, type, required }: Option): string => {
    switch (type) {
      case "bool":
        return `--${name}`;
      case "int":
        return required ? `[--${name}] <number>` : `--${name} <number>`;
      case "string":
        return `--${name} <string>`;
      case "data":
        return `[--${name}] <string>`;
      case "argv":
        return named ? `[--${name}] <string>` : `<${name}>`;
    }
  };
  return options.map((option) => `    ${show(option).padEnd(15)}  ${option.help}\n`).join("");
}
