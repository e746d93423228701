// The program `virtgate`: options, then one line of commands or the shell.

import { allCommands, loadCommands } from "./commands/index.js";
import { Failure } from "./failure.js";
import { readGlobals, type Start } from "./globals.js";
import { type Call, commandWords, parseCommands } from "./grammar/parser.js";
import { GrammarError, lineTokens, type Tokens, wordTokens } from "./grammar/tokenizer.js";
import { runCalls } from "./run.js";
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
  const interactive = words.length === 0;
  const shell = new Shell(terminal, globals, env, interactive);
  const calls = interactive ? [] : await parseWords(words, shell);
  if (calls === undefined) return 1;
  if (globals.connectFirst && !(await shell.link.connect(undefined, false, true))) return 1;
  try {
    if (!interactive) return (await runCalls(shell, calls)).ok ? 0 : 1;
    const { runShell } = await import("./interactive/interactive.js");
    return await runShell(shell, (line) => parse(() => lineTokens(line), shell));
  } finally {
    await shell.link.close();
  }
}

/** One word is a whole line of commands; several are one command, and nothing in them is special. */
async function parseWords(words: readonly string[], shell: Shell): Promise<Call[] | undefined> {
  if (words.length > 1) return parse(() => wordTokens(words), shell);
  shell.trace(`commands: "${words[0]}"`);
  return words[0] === "" ? undefined : parse(() => lineTokens(words[0]!), shell);
}

/** Undefined: the line is wrong, and the user has been told. */
async function parse(tokens: () => Tokens, shell: Shell): Promise<Call[] | undefined> {
  const known = await loadCommands(["help", ...commandWords(tokens())]);
  try {
    return parseCommands(tokens(), {
      find: (name) => known.get(name),
      help: known.get("help")!,
      trace: (line) => shell.trace(line),
    });
  } catch (thrown) {
    if (!(thrown instanceof GrammarError)) throw thrown;
    for (const line of thrown.message.split("\n")) shell.terminal.error(line);
    return undefined;
  }
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
