// A password typed at the terminal while a host asks for it.

import { closeSync, openSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { type HiddenLine, HiddenTyping } from "../hidden-typing.js";

const maxChars = 4096;

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
  const typing = new HiddenTyping(maxChars);
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
