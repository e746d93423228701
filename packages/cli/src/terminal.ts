// What the user sees: output, errors, and the debug lines of `--debug`.

import { type LogFile, LogLevel } from "./log.js";
import type { Write } from "./sink.js";

/** Output is gathered up to this size; errors, prompts and the end of a command send it on. */
const bufferChars = 16_384;

export class Terminal {
  /** No blank lines, headings and courtesies: `--quiet`. */
  quiet = false;
  /** The lowest level whose debug lines are shown. */
  debugLevel: number = LogLevel.error;
  log: LogFile | undefined;
  readonly #write: Write;
  #pending = "";

  constructor(write: Write) {
    this.#write = write;
  }

  print(text: string): void {
    this.#pending += text;
    if (this.#pending.length > bufferChars) this.flush();
  }

  /** Bytes that need not be text. */
  printBytes(bytes: Uint8Array): void {
    this.flush();
    this.#write(1, bytes);
  }

  /** Text that `--quiet` leaves out. */
  extra(text: string): void {
    if (!this.quiet) this.print(text);
  }

  error(text: string): void {
    this.flush();
    this.log?.write(LogLevel.error, text);
    this.#write(2, `error: ${text}\n`);
  }

  /** Text for the error output as it stands. */
  errorText(text: string): void {
    if (text === "") return;
    this.flush();
    this.#write(2, text);
  }

  debug(level: LogLevel, text: string): void {
    if (level < this.debugLevel) return;
    this.log?.write(level, text);
    this.print(`${text}\n`);
  }

  flush(): void {
    if (this.#pending === "") return;
    const text = this.#pending;
    this.#pending = "";
    this.#write(1, text);
  }
}
