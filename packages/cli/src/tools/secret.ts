// Passwords and passphrases: from a file, from the standard input, or typed without an echo. Never from the command
// line, which others can see, and never into a message.

import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { Failure } from "../failure.js";
import { HiddenTyping } from "../hidden-typing.js";
import { systemErrorText } from "../system-error.js";
import { readOrThrow } from "./read-file.js";
import { readStandardInput } from "./standard-input.js";

/** Twice what a key of OpenSSL can have, and as much as saslpasswd2 reads. */
export const maxSecretBytes = 2048;

/** The first line of the file; `-` is the standard input. Throws Failure. */
export function passphraseFromFile(path: string): string {
  const text =
    path === "-"
      ? readStandardInput("the passphrase", maxSecretBytes, "line").toString("utf8")
      : readText(path);
  const line = text.replace(/\r?\n.*$/s, "");
  if (line === "")
    throw new Failure(`${path === "-" ? "the standard input" : path} has no passphrase in its first line`);
  return line;
}

function readText(path: string): string {
  try {
    refuseOpenToOthers(path);
    return readOrThrow(path, maxSecretBytes).toString("utf8");
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure(`cannot read the passphrase from ${path}: ${systemErrorText(thrown)}`);
  }
}

function refuseOpenToOthers(path: string): void {
  const file = openSync(path, "r");
  const stat = fstatSync(file);
  closeSync(file);
  if (stat.isFile() && (stat.mode & 0o077) !== 0) {
    throw new Failure(`${path} holds a passphrase and others can read it: chmod 600 ${path}`);
  }
}

export interface Question {
  /** "passphrase": for messages. */
  readonly what: string;
  readonly prompt: string;
  /** Asks again with these words, and the answers have to be the same. */
  readonly again?: string;
  /** What to do where there is no terminal: "use --passphrase-file". */
  readonly instead: string;
}

/** Asks at the terminal. Throws Failure: no terminal, an empty answer, two that differ, Ctrl-C. */
export async function askSecret({ what, prompt, again, instead }: Question): Promise<string> {
  let descriptor: number;
  try {
    descriptor = openSync("/dev/tty", "r+");
  } catch {
    throw new Failure(`there is no terminal to ask for the ${what}: ${instead}`);
  }
  const terminal = new ReadStream(descriptor);
  const output = openSync("/dev/tty", "w");
  try {
    const say = (text: string) => void writeSync(output, text);
    const first = await askOnce(terminal, say, prompt);
    if (first === "") throw new Failure(`the ${what} is empty`);
    if (again !== undefined && (await askOnce(terminal, say, again)) !== first) {
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
    const typing = new HiddenTyping(maxSecretBytes);
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
        const line = typing.key(key);
        if (line === undefined) continue;
        return end(() => {
          if (line.kind === "interrupt") reject(new Failure("given up"));
          else resolve(line.kind === "line" ? line.text : "");
        });
      }
      return undefined;
    });
    terminal.once("end", () => end(() => reject(new Failure("the terminal is gone"))));
    terminal.resume();
  });
}
