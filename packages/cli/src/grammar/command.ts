// What a command is: data that the parser, the help and the completion read, and one function.

import type { Shell } from "../shell.js";
import type { Arguments } from "./arguments.js";

/**
 * `bool`: present or not. `int`, `string`: take a value, by name or by position. `data`: the same, shown as a
 * bare `<name>`. `argv`: takes every word that nothing else wants.
 */
export type OptionType = "bool" | "int" | "string" | "data" | "argv";

/** What to offer when Tab is pressed behind an option. */
export type Completion = ObjectKind | "files" | "commands" | readonly string[];

/** What the other side knows by name. */
export type ObjectKind =
  | "domains"
  | "servers"
  | "networks"
  | "interfaces"
  | "nwfilters"
  | "devices"
  | "pools"
  | "volumes"
  | "secrets";

export interface Option {
  readonly name: string;
  readonly type: OptionType;
  readonly help: string;
  readonly required?: true;
  /** A bare word never fills it. */
  readonly nameRequired?: true;
  /** An empty value is a value. */
  readonly emptyOk?: true;
  readonly complete?: Completion;
  /** Ours, not virsh's: the help of the command, which is virsh's, leaves it out. */
  readonly own?: true;
}

/** Another name for an option, perhaps with the value that it stands for. */
export interface OptionAlias {
  readonly name: string;
  readonly option: string;
  readonly value?: string;
}

export type Group =
  | "domain"
  | "monitor"
  | "events"
  | "host"
  | "checkpoint"
  | "interface"
  | "filter"
  | "network"
  | "nodedev"
  | "secret"
  | "snapshot"
  | "backup"
  | "pool"
  | "volume"
  | "virtgate";

/** All of a command but what it does. */
export interface CommandForm {
  readonly name: string;
  /** Keyword of the group that the help shows it in. */
  readonly group: string;
  /** One line for the list of commands. */
  readonly help: string;
  readonly description?: string;
  readonly options: readonly Option[];
  readonly aliases?: readonly OptionAlias[];
  /** Words that it does not understand are passed over. */
  readonly lenient?: true;
  /** Runs without a connection to a host. */
  readonly local?: true;
}

export interface Command extends CommandForm {
  readonly group: Group;
  /** False: the command has failed and has said so. Throwing a LibvirtError or a Failure says it for you. */
  run(shell: Shell, args: Arguments): boolean | Promise<boolean>;
}

/** The options that many commands share. */
export const domainOption = (help = "domain name, id or uuid"): Option => ({
  name: "domain",
  type: "data",
  required: true,
  help,
  complete: "domains",
});

export const bool = (name: string, help: string): Option => ({ name, type: "bool", help });

/** Options that take a value and may be left out. */
export const text = (name: string, help: string): Option => ({ name, type: "string", help });
export const number = (name: string, help: string): Option => ({ name, type: "int", help });

export const fileOption = (help: string): Option => ({
  name: "file",
  type: "data",
  required: true,
  help,
  complete: "files",
});

/** Every listing also speaks JSON: `--output json`. The name is required, so that it takes no bare word away. */
export const outputOption: Option = {
  name: "output",
  type: "string",
  help: "table (default) or json",
  nameRequired: true,
  complete: ["table", "json"],
  own: true,
};
