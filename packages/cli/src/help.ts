// The help of `help`, of a group and of a command, from the command table alone.

import type { Command, Group, Option } from "./grammar/command.js";

export const groups: readonly { readonly keyword: Group; readonly title: string }[] = [
  { keyword: "domain", title: "Domain Management" },
  { keyword: "monitor", title: "Domain Monitoring" },
  { keyword: "events", title: "Domain Events" },
  { keyword: "host", title: "Host and Hypervisor" },
  { keyword: "virtgate", title: "Virtgate itself" },
];

/** The group that a user means by its keyword or its title; virsh's own name for the last one works too. */
export function findGroup(name: string): Group | undefined {
  if (name === "virsh" || name === "Virsh itself") return "virtgate";
  return groups.find(({ keyword, title }) => keyword === name || title === name)?.keyword;
}

function commandLines(commands: readonly Command[], group: Group): string {
  return commands
    .filter((command) => command.group === group)
    .map(({ name, help }) => `    ${name.padEnd(30)} ${help}\n`)
    .join("");
}

export function groupHelp(commands: readonly Command[], group: Group): string {
  const { title } = groups.find(({ keyword }) => keyword === group)!;
  return ` ${title} (help keyword '${group}'):\n${commandLines(commands, group)}`;
}

export function allHelp(commands: readonly Command[]): string {
  return `Grouped commands:\n\n${groups.map(({ keyword }) => `${groupHelp(commands, keyword)}\n`).join("")}`;
}

/** The end of `virtgate --help`. */
export function usageCommands(commands: readonly Command[]): string {
  const sections = groups.map(
    ({ keyword, title }) => ` ${title} (help keyword '${keyword}')\n${commandLines(commands, keyword)}\n`,
  );
  return (
    `  commands (non interactive mode):\n\n${sections.join("")}` +
    "\n  (specify help <group> for details about the commands in the group)\n" +
    "\n  (specify help <command> for details about the command)\n\n"
  );
}

/** Word for word what virsh says; options of our own are in `virtgate --help`. */
export function commandHelp(command: Command): string {
  const options = command.options.filter(({ own }) => !own);
  let text = `  NAME\n    ${command.name} - ${command.help}\n`;
  text += `\n  SYNOPSIS\n    ${command.name}${synopsis(options)}\n`;
  if (command.description !== undefined) {
    text += `\n  DESCRIPTION\n    ${command.description.replaceAll("\n", "\n    ")}\n`;
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
