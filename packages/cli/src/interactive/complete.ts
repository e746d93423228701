// What Tab offers: commands, options, and values where they can be known.

import { readdirSync } from "node:fs";
import type { CommandShell } from "../command-shell.js";
import type { CommandForm, Completion, Option } from "../grammar/command.js";
import { lineTokens, type Token } from "../grammar/tokenizer.js";

/** The candidates, and the part of the line that they replace. */
export async function complete(shell: CommandShell, line: string): Promise<[string[], string]> {
  const place = placeOf(line);
  if (place === undefined) return [[], line];
  const candidates = await candidatesFor(shell, place);
  const hits = candidates.filter((candidate) => candidate.startsWith(place.word));
  // A word that is found is followed by the next one; a folder goes on.
  const [only] = hits;
  const found = hits.length === 1 && only !== undefined && !only.endsWith("/");
  return [found ? [`${only} `] : hits, place.word];
}

/** The words of the last command, and the one that the cursor stands in. */
interface Place {
  readonly before: readonly string[];
  readonly word: string;
}

/** Undefined inside of quotes that are open. */
export function placeOf(line: string): Place | undefined {
  const tokens = lineTokens(line);
  let words: string[] = [];
  try {
    for (let token: Token = tokens.next(); token.kind !== "end"; token = tokens.next()) {
      if (token.kind === "word") words.push(token.text);
      else words = [];
    }
  } catch {
    return undefined;
  }
  const startsNew = line === "" || /[\s;]$/.test(line);
  return startsNew ? { before: words, word: "" } : { before: words.slice(0, -1), word: words.at(-1) ?? "" };
}

async function candidatesFor(shell: CommandShell, { before, word }: Place): Promise<readonly string[]> {
  const [name, ...words] = before;
  if (name === undefined) return shell.commandNames;
  const command = await shell.findCommand(name);
  if (command === undefined) return [];
  const { awaited, open, filled } = slotsOf(command, words);
  if (awaited !== undefined) return valuesOf(shell, awaited.complete, word);
  const options = command.options
    .filter((option) => !filled.has(option.name) || option.type === "argv")
    .map((option) => `--${option.name}`);
  if (word.startsWith("-")) return options;
  const values = open === undefined ? [] : await valuesOf(shell, open.complete, word);
  return word === "" ? [...values, ...options] : values;
}

interface Slots {
  /** The option whose value comes next. */
  readonly awaited: Option | undefined;
  /** The option that a bare word would fill. */
  readonly open: Option | undefined;
  readonly filled: ReadonlySet<string>;
}

function slotsOf(command: CommandForm, words: readonly string[]): Slots {
  const filled = new Set<string>();
  const openOption = () =>
    command.options.find(
      ({ name, type, nameRequired }) =>
        type !== "bool" && !nameRequired && (type === "argv" || !filled.has(name)),
    );
  let awaited: Option | undefined;
  for (const word of words) {
    const [, name, value] = /^--([0-9A-Za-z][^=]*)(=.*)?$/s.exec(word) ?? [];
    const option = awaited === undefined ? command.options.find((one) => one.name === name) : undefined;
    if (awaited !== undefined) awaited = undefined;
    else if (option !== undefined) {
      filled.add(option.name);
      if (option.type !== "bool" && value === undefined) awaited = option;
    } else {
      const open = openOption();
      if (open !== undefined) filled.add(open.name);
    }
  }
  return { awaited, open: openOption(), filled };
}

async function valuesOf(
  shell: CommandShell,
  completion: Completion | undefined,
  word: string,
): Promise<readonly string[]> {
  switch (completion) {
    case undefined:
      return [];
    case "commands":
      return shell.commandNames;
    case "files":
      return fileNames(word);
    case "domains":
    case "servers":
    case "pools":
    case "volumes":
    case "secrets":
    case "networks":
    case "interfaces":
    case "nwfilters":
    case "devices":
      return shell.objectNames(completion);
    default:
      return completion;
  }
}

function fileNames(word: string): string[] {
  const folder = word.slice(0, word.lastIndexOf("/") + 1);
  try {
    return readdirSync(folder || ".", { withFileTypes: true }).map(
      (entry) => `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`,
    );
  } catch {
    return [];
  }
}
