// Lines from a pipe or a file. They are shown behind the prompt, as if they had been typed.

import type { CommandShell } from "../command-shell.js";
import type { LineReader } from "./line-reader.js";

/** A line that is longer than this is no command. */
const maxLineBytes = 1024 * 1024;

const newline = 0x0a;

export class PipedLines implements LineReader {
  readonly #shell: CommandShell;
  readonly #chunks: AsyncIterator<Buffer | string>;
  /** Read already, but not a line yet. */
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(shell: CommandShell, input: AsyncIterable<Buffer | string>) {
    this.#shell = shell;
    this.#chunks = input[Symbol.asyncIterator]();
    shell.answersFrom((maxBytes) => this.#takeBlock(maxBytes));
  }

  async next(prompt: string): Promise<string | undefined> {
    this.#shell.print(prompt);
    this.#shell.terminal.flush();
    const line = await this.#takeLine();
    if (line !== undefined) this.#shell.print(`${line}\n`);
    return line;
  }

  /** The last line may lack its newline. */
  async #takeLine(): Promise<string | undefined> {
    let end = this.#rest.indexOf(newline);
    while (end < 0) {
      const searched = this.#rest.length;
      if (searched > maxLineBytes) throw new Error(`a line of more than ${maxLineBytes} bytes`);
      if (!(await this.#readMore())) return this.#rest.length > 0 ? this.#take(this.#rest.length) : undefined;
      end = this.#rest.indexOf(newline, searched);
    }
    const line = this.#take(end);
    this.#rest = this.#rest.subarray(1);
    return line;
  }

  #take(bytes: number): string {
    const text = this.#rest.toString("utf8", 0, bytes);
    this.#rest = this.#rest.subarray(bytes);
    return text;
  }

  /** For whoever else reads the input: what a command asks for stands behind it. */
  async #takeBlock(maxBytes: number): Promise<Uint8Array> {
    if (this.#rest.length === 0) await this.#readMore();
    const block = this.#rest.subarray(0, maxBytes);
    this.#rest = this.#rest.subarray(block.length);
    return block;
  }

  async #readMore(): Promise<boolean> {
    if (this.#ended) return false;
    const { value, done } = await this.#chunks.next();
    if (done === true) {
      this.#ended = true;
      return false;
    }
    const chunk = typeof value === "string" ? Buffer.from(value) : value;
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    return true;
  }

  close(): void {
    void this.#chunks.return?.();
  }
}
