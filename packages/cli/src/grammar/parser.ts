// Tokens to commands with their options. The whole line is parsed before any of it runs.

import { Arguments, type Given } from "./arguments.js";
import type { Command, CommandForm, Option } from "./command.js";
import { GrammarError, type Token, type Tokens } from "./tokenizer.js";

export interface Call<C extends CommandForm = Command> {
  readonly command: C;
  readonly args: Arguments;
}

/** Where the commands are found, and where the parser tells what it understood (`virtgate -d 0`). */
export interface Dictionary<C extends CommandForm = Command> {
  find(name: string): C | undefined;
  /** What `--help` turns a command into. */
  readonly help: C;
  trace?(line: string): void;
}

/** Throws GrammarError with one line for each thing that is wrong. */
export function parseCommands<C extends CommandForm>(tokens: Tokens, dictionary: Dictionary<C>): Call<C>[] {
  const calls: Call<C>[] = [];
  for (;;) {
    const token = tokens.next();
    if (token.kind === "end") return calls;
    if (token.kind === "next") continue;
    if (token.text.startsWith("#")) {
      if (skipCommand(tokens).kind === "end") return calls;
      continue;
    }
    const command = dictionary.find(token.text);
    if (command === undefined) throw new GrammarError(`unknown command: '${token.text}'`);
    const { call, last } = parseCommand(command, tokens, dictionary);
    calls.push(call);
    if (last) return calls;
  }
}

/** The first word of each command, as far as the line can be read. */
export function commandWords(tokens: Tokens): string[] {
  const words: string[] = [];
  try {
    for (let isFirst = true; ; ) {
      const token = tokens.next();
      if (token.kind === "end") return words;
      if (token.kind === "word" && isFirst) words.push(token.text);
      isFirst = token.kind === "next";
    }
  } catch {
    return words;
  }
}

function skipCommand(tokens: Tokens): Token {
  for (;;) {
    const token = tokens.next();
    if (token.kind !== "word") return token;
  }
}

function parseCommand<C extends CommandForm>(
  command: C,
  tokens: Tokens,
  dictionary: Dictionary<C>,
): { call: Call<C>; last: boolean } {
  const slots = new Slots(command);
  let dataOnly = false;
  for (;;) {
    const token = tokens.next();
    if (token.kind !== "word") {
      const last = token.kind === "end";
      if (slots.help) {
        const args = new Arguments(dictionary.help, [{ option: "command", value: command.name }]);
        return { call: { command: dictionary.help, args }, last };
      }
      slots.requireAll();
      return { call: { command, args: new Arguments(command, slots.given) }, last };
    }
    const { text } = token;
    if (!dataOnly && text === "--") {
      dataOnly = true;
      continue;
    }
    const isName = !dataOnly && /^--[0-9A-Za-z]/.test(text);
    if (command.lenient && !slots.takes(text, isName)) continue;
    dictionary.trace?.(isName ? slots.fillByName(text, tokens) : slots.fillByPosition(text));
  }
}

const helpOption: Option = { name: "help", type: "bool", help: "print help for this function" };

/** A command's options while its words arrive: which are filled, and which the next bare word would fill. */
class Slots {
  readonly #command: CommandForm;
  readonly given: Given[] = [];
  help = false;

  constructor(command: CommandForm) {
    this.#command = command;
  }

  /** `--name`, `--name value` or `--name=value`. Returns the line for the debug output. */
  fillByName(word: string, tokens: Tokens): string {
    const equals = word.indexOf("=");
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const { option, value: meant } = this.#resolve(name);
    let value = equals < 0 ? undefined : word.slice(equals + 1);
    if (meant !== undefined) {
      if (value !== undefined) throw new GrammarError(`invalid '=' after option --${name}`);
      value = meant;
    }
    if (option.type !== "argv" && this.#isFilled(option.name)) {
      throw new GrammarError(`option --${option.name} already seen`);
    }
    if (option.type === "bool") {
      if (value !== undefined) throw new GrammarError(`invalid '=' after option --${option.name}`);
      if (option === helpOption) this.help = true;
      return this.#fill(option, undefined);
    }
    if (value === undefined) {
      const token = tokens.next();
      if (token.kind !== "word") {
        throw new GrammarError(
          `expected syntax: --${option.name} <${option.type === "int" ? "number" : "string"}>`,
        );
      }
      value = token.text;
    }
    return this.#fill(option, value);
  }

  /** Whether the word is an option or a value that the command has a place for. */
  takes(word: string, isName: boolean): boolean {
    if (!isName) return this.#open() !== undefined;
    const name = word.slice(2).replace(/=.*$/s, "");
    return name === "help" || this.#command.options.some((option) => option.name === name);
  }

  /** The first option that takes a value and has none yet. */
  #open(): Option | undefined {
    return this.#command.options.find(
      ({ name, type, nameRequired }) =>
        type !== "bool" && !nameRequired && (type === "argv" || !this.#isFilled(name)),
    );
  }

  fillByPosition(word: string): string {
    const open = this.#open();
    if (open === undefined) throw new GrammarError(`unexpected data '${word}'`);
    return this.#fill(open, word);
  }

  requireAll(): void {
    const missing = this.#command.options.filter(({ name, required }) => required && !this.#isFilled(name));
    if (missing.length === 0) return;
    const line = ({ name, type }: Option) => {
      const shown = type === "data" || type === "argv" ? `<${name}>` : `--${name}`;
      return `command '${this.#command.name}' requires ${shown} option`;
    };
    throw new GrammarError(missing.map(line).join("\n"));
  }

  #resolve(name: string): { option: Option; value?: string | undefined } {
    if (name === "help") return { option: helpOption };
    const alias = this.#command.aliases?.find((one) => one.name === name);
    const option = this.#command.options.find((one) => one.name === (alias?.option ?? name));
    if (option === undefined) {
      throw new GrammarError(`command '${this.#command.name}' doesn't support option --${name}`);
    }
    return { option, value: alias?.value };
  }

  #isFilled(name: string): boolean {
    return name !== "help" && this.given.some((one) => one.option === name);
  }

  #fill(option: Option, value: string | undefined): string {
    if (option !== helpOption) this.given.push({ option: option.name, value });
    const kind = option.type === "bool" ? "bool" : "optdata";
    return `${this.#command.name}: ${option.name}(${kind}): ${value ?? "(none)"}`;
  }
}
