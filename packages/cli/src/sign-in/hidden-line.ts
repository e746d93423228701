// A line typed at the terminal without an echo, as getpass reads it, except that Ctrl-C ends the program.

import { closeSync, openSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";

const maxChars = 4096;

export type HiddenLine =
  | { readonly kind: "line"; readonly text: string }
  /** Ctrl-D, or the terminal is gone: an empty answer. */
  | { readonly kind: "end" }
  | { readonly kind: "interrupt" };

/** What has been typed so far, key by key. */
export class HiddenTyping {
  #typed: string[] = [];

  /** Undefined: the line goes on. */
  key(key: string): HiddenLine | undefined {
    switch (key) {
      case "\r":
      case "\n":
        return { kind: "line", text: this.#typed.join("") };
      case "\u0003":
        return { kind: "interrupt" };
      case "\u0004":
        if (this.#typed.length === 0) return { kind: "end" };
        return undefined;
      case "\u007f":
      case "\b":
        this.#typed.pop();
        return undefined;
      case "\u0015":
        this.#typed = [];
        return undefined;
      default:
        if (this.#typed.length < maxChars) this.#typed.push(key);
        return undefined;
    }
  }
}

/** Undefined where there is no terminal. `say` is called when nothing that is typed can be seen any more. */
export async function readHiddenLine(say: () => void): Promise<HiddenLine | undefined> {
  let descriptor: number;
  try {
    descriptor = openSync("/dev/tty", "r+");
  } catch {
    return undefined;
  }
  const terminal = new ReadStream(descriptor);
  // The stream may use another descriptor for itself.
  const output = openSync("/dev/tty", "w");
  try {
    terminal.setRawMode(true);
    say();
    const line = await typed(terminal);
    terminal.setRawMode(false);
    if (line.kind !== "end") writeSync(output, "\n");
    return line;
  } finally {
    terminal.destroy();
    closeSync(output);
  }
}

function typed(terminal: ReadStream): Promise<HiddenLine> {
  const typing = new HiddenTyping();
  const decoder = new TextDecoder();
  return new Promise((resolve) => {
    terminal.on("data", (chunk: Buffer) => {
      for (const key of decoder.decode(chunk, { stream: true })) {
        const line = typing.key(key);
        if (line === undefined) continue;
        // The rest of the chunk is lost, as what is typed ahead is to getpass.
        terminal.pause();
        terminal.removeAllListeners("data");
        resolve(line);
        return;
      }
    });
    terminal.once("end", () => resolve({ kind: "end" }));
    terminal.once("error", () => resolve({ kind: "end" }));
  });
}
