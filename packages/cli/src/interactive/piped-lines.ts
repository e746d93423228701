// Lines from a pipe or a file. They are shown behind the prompt, as if they had been typed.

import type { Shell } from "../shell.js";
import type { LineReader } from "./line-reader.js";

/** A line that is longer than this is no command. */
const maxLineChars = 1024 * 1024;

export class PipedLines implements LineReader {
  readonly #shell: Shell;
  readonly #lines: AsyncGenerator<string, void>;

  constructor(shell: Shell, input: AsyncIterable<Buffer | string>) {
    this.#shell = shell;
    this.#lines = linesOf(input);
  }

  async next(prompt: string): Promise<string | undefined> {
    this.#shell.print(prompt);
    this.#shell.terminal.flush();
    const { value, done } = await this.#lines.next();
    if (done) return undefined;
    this.#shell.print(`${value}\n`);
    return value;
  }

  close(): void {
    void this.#lines.return();
  }
}

/** The last line may lack its newline. */
async function* linesOf(input: AsyncIterable<Buffer | string>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of input) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      yield line;
    }
    if (rest.length > maxLineChars) throw new Error(`a line of more than ${maxLineChars} characters`);
  }
  if (rest !== "") yield rest;
}
