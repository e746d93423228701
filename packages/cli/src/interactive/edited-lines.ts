// Lines typed at a terminal: with editing, history and completion.

import { createInterface, type Interface } from "node:readline";
import type { CommandShell } from "../command-shell.js";
import { complete } from "./complete.js";
import { History } from "./history.js";
import type { LineReader } from "./line-reader.js";

export class EditedLines implements LineReader {
  readonly #history: History;
  readonly #interface: Interface;
  /** Lines that were pasted together with an earlier one. */
  readonly #lines: string[] = [];
  #ended = false;
  #wake: () => void = () => {};

  constructor(shell: CommandShell) {
    this.#history = new History(shell.env, shell.historyPlace, (text) => shell.terminal.error(text));
    this.#interface = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      history: this.#history.newestFirst(),
      historySize: this.#history.size,
      completer: (line: string, callback: (error: null, result: [string[], string]) => void) => {
        void complete(shell, line).then((result) => callback(null, result));
      },
    });
    this.#interface.on("line", (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    this.#interface.on("close", () => {
      this.#ended = true;
      this.#wake();
    });
    this.#interface.on("SIGINT", () => this.#interrupted());
    // The user should know why the next command connects again, and still see what was typed.
    shell.onLost = () => {
      if (this.#lines.length === 0) this.#interface.prompt(true);
    };
  }

  async next(prompt: string): Promise<string | undefined> {
    if (this.#lines.length === 0 && !this.#ended) {
      this.#interface.setPrompt(prompt);
      this.#interface.resume();
      process.stdin.setRawMode(true);
      this.#interface.prompt();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const line = this.#lines.shift();
    if (line !== undefined) this.#history.add(line);
    // Commands, and the editors that they start, have the terminal to themselves, and Ctrl-C is a signal for them.
    if (!this.#ended) {
      this.#interface.pause();
      process.stdin.setRawMode(false);
    }
    return line;
  }

  /** Ctrl-C at the prompt ends the program by the signal, as it ends virsh. */
  #interrupted(): void {
    this.close();
    process.stdout.write("^C\n");
    process.kill(process.pid, "SIGINT");
  }

  close(): void {
    this.#interface.close();
    this.#history.save();
  }
}
