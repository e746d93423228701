// The program `virtgate`: options, then one line of commands or the shell.

import { runWords } from "./command-line.js";
import { allCommands } from "./commands/index.js";
import { Failure } from "./failure.js";
import { readGlobals, type Start } from "./globals.js";
import { Shell } from "./shell.js";
import { type Write, writeToDescriptor } from "./sink.js";
import { Terminal } from "./terminal.js";

export interface Environment {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly write: Write;
}

/** The exit status. */
export async function main({ words, env, write }: Environment): Promise<number> {
  const terminal = new Terminal(write);
  try {
    return await start(readGlobals(words, env, terminal), env, terminal);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    terminal.error(thrown.message);
    return 1;
  } finally {
    terminal.flush();
  }
}

async function start({ globals, instead, words }: Start, env: NodeJS.ProcessEnv, terminal: Terminal) {
  if (instead !== undefined) {
    const { longVersion, shortVersion, usage } = await import("./usage.js");
    if (instead === "help") terminal.print(usage(await allCommands()));
    else terminal.print(instead === "long version" ? longVersion : shortVersion);
    return 0;
  }
  if (words[0] === "pki") {
    // No command of virsh's, and with a grammar of its own; loaded only here.
    const { pki } = await import("./pki/main.js");
    return pki(words.slice(1), env, terminal);
  }
  if (words[0] === "user") {
    const { user } = await import("./user/main.js");
    return user(words.slice(1), env, terminal);
  }
  if (words[0] === "admin") {
    const { admin } = await import("./admin/main.js");
    return admin(words.slice(1), env, terminal, globals.connectFirst ? globals.uri : undefined);
  }
  const shell = new Shell(terminal, globals, env, words.length === 0);
  return runWords(
    shell,
    words,
    async () => !globals.connectFirst || shell.link.connect(undefined, false, true),
  );
}

/** Called by the bundle. Everything is written by the end of `main`, so the system may clean up. */
export async function runProgram(): Promise<void> {
  const status = await main({
    words: process.argv.slice(2),
    env: process.env,
    write: writeToDescriptor,
  });
  process.exit(status);
}
