// Asks the user for names and passwords with virsh's prompts: on the standard output, answers from the standard input;
// passwords from the terminal without an echo, where there is one. Loaded when a host wants to know.

import type { CredentialPrompt, CredentialRequest, Credentials } from "@virtgate/client";
import type { Terminal } from "../terminal.js";
import { readHiddenLine } from "./hidden-line.js";
import { StandardInput } from "./standard-input.js";

export class Asker {
  readonly #terminal: Terminal;
  readonly #input: StandardInput;

  constructor(terminal: Terminal, input: StandardInput = new StandardInput()) {
    this.#terminal = terminal;
    this.#input = input;
  }

  readonly ask = async ({ prompts }: CredentialRequest): Promise<Credentials> => {
    const answers: { [Name in CredentialPrompt["name"]]?: string } = {};
    for (const prompt of prompts)
      answers[prompt.name] = await (prompt.echo ? this.#shown(prompt) : this.#hidden(prompt));
    return answers;
  };

  #say({ text }: CredentialPrompt): void {
    // They may be a server's words: nothing in them that the terminal would obey.
    this.#terminal.print(`${text.replace(/[^\P{Cc}\n\t]/gu, "?")}: `);
    this.#terminal.flush();
  }

  #shown(prompt: CredentialPrompt): Promise<string> {
    this.#say(prompt);
    return this.#input.line();
  }

  async #hidden(prompt: CredentialPrompt): Promise<string> {
    const line = await readHiddenLine(() => this.#say(prompt));
    if (line === undefined) return this.#shown(prompt);
    if (line.kind === "interrupt") process.kill(process.pid, "SIGINT");
    return line.kind === "line" ? line.text : "";
  }
}
