// The passphrase of the CA's key: from a file, from the standard input, or typed without an echo. Never from the
// command line, which others can see, and never into a message.

import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";
import { readOrThrow } from "./read-file.js";

/** Twice what a key can have. */
const maxFileBytes = 2048;
/** How long a program may take to say it. */
const inputWithinMs = 60_000;

/** The first line of the file; `-` is the standard input. Throws Failure. */
export function passphraseFromFile(path: string): string {
  const text = path === "-" ? readStandardInput() : readText(path);
  const line = text.replace(/\r?\n.*$/s, "");
  if (line === "")
    throw new Failure(`${path === "-" ? "the standard input" : path} has no passphrase in its first line`);
  return line;
}

function readText(path: string): string {
  try {
    refuseOpenToOthers(path);
    return readOrThrow(path, maxFileBytes).toString("utf8");
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure(`cannot read the passphrase from ${path}: ${systemErrorText(thrown)}`);
  }
}

/** Up to the first end of a line. It may be a socket, which has no name to open, or not wait by itself. */
function readStandardInput(): string {
  const bytes = Buffer.alloc(maxFileBytes);
  const deadline = Date.now() + inputWithinMs;
  let size = 0;
  while (size < bytes.length && !bytes.subarray(0, size).includes("\n")) {
    try {
      const count = readSync(0, bytes, size, bytes.length - size, null);
      if (count === 0) break;
      size += count;
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === "EOF") break;
      if (code !== "EAGAIN" || Date.now() > deadline) {
        throw new Failure(`cannot read the passphrase from the standard input: ${systemErrorText(thrown)}`);
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
  return bytes.toString("utf8", 0, size);
}

function refuseOpenToOthers(path: string): void {
  const file = openSync(path, "r");
  const stat = fstatSync(file);
  closeSync(file);
  if (stat.isFile() && (stat.mode & 0o077) !== 0) {
    throw new Failure(`${path} holds a passphrase and others can read it: chmod 600 ${path}`);
  }
}

/** Asks at the terminal. `twice` for a new one. Throws Failure where there is no terminal. */
export async function askPassphrase(prompt: string, twice: boolean): Promise<string> {
  let descriptor: number;
  try {
    descriptor = openSync("/dev/tty", "r+");
  } catch {
    throw new Failure("there is no terminal to ask for the passphrase: use --passphrase-file");
  }
  const terminal = new ReadStream(descriptor);
  const output = openSync("/dev/tty", "w");
  try {
    const say = (text: string) => void writeSync(output, text);
    const first = await askOnce(terminal, say, prompt);
    if (first === "") throw new Failure("the passphrase is empty");
    if (twice && (await askOnce(terminal, say, "Once more: ")) !== first) {
      throw new Failure("the two are not the same");
    }
    return first;
  } finally {
    terminal.destroy();
    closeSync(output);
  }
}

function askOnce(terminal: ReadStream, say: (text: string) => void, prompt: string): Promise<string> {
  // Before the question: what is typed ahead is not shown either.
  terminal.setRawMode(true);
  say(prompt);
  return new Promise((resolve, reject) => {
    let typed = "";
    const decoder = new TextDecoder();
    const end = (give: () => void) => {
      terminal.setRawMode(false);
      terminal.pause();
      terminal.removeAllListeners("data");
      say("\n");
      give();
    };
    terminal.on("data", (chunk: Buffer) => {
      for (const key of decoder.decode(chunk, { stream: true })) {
        if (key === "\r" || key === "\n") return end(() => resolve(typed));
        if (key === "\u0003") return end(() => reject(new Failure("given up")));
        if (key === "\u0004") return end(() => resolve(typed));
        if (key === "\u007f" || key === "\b") typed = [...typed].slice(0, -1).join("");
        else if (key === "\u0015") typed = "";
        else if (typed.length < maxFileBytes) typed += key;
      }
      return undefined;
    });
    terminal.once("end", () => end(() => reject(new Failure("the terminal is gone"))));
    terminal.resume();
  });
}
