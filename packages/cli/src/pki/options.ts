// The options that many commands of `virtgate pki` have.

import type { Command } from "commander";
import type { Context } from "../tools/context.js";
import { wholeNumber } from "../tools/options.js";
import { defaultFolder } from "./places.js";

export interface FolderOption {
  readonly dir?: string;
}

export interface KeyOption extends FolderOption {
  readonly passphraseFile?: string;
}

export const folderOf = ({ dir }: FolderOption, { env }: Context): string => dir ?? defaultFolder(env);

export const withFolder = (command: Command, { env }: Context): Command =>
  command.option("--dir <folder>", `folder of the certificate authority (default: ${defaultFolder(env)})`);

export const withKey = (command: Command, context: Context): Command =>
  withFolder(command, context).option(
    "--passphrase-file <file>",
    "first line opens the CA's key, '-' reads it from the standard input (default: ask)",
  );

export const withDays = (command: Command, days: number, what: string): Command =>
  command.option("--days <number>", what, wholeNumber(1, 36_500), days);
