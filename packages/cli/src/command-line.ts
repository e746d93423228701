// Words or a line -> commands with their options, for any program with a shell.

import type { CommandShell } from "./command-shell.js";
import type { CommandForm } from "./grammar/command.js";
import { type Call, commandWords, parseCommands } from "./grammar/parser.js";
import { GrammarError, lineTokens, type Tokens, wordTokens } from "./grammar/tokenizer.js";
import { runCalls } from "./run.js";

/** Runs the command of the words, or the interactive shell when there are none. The exit status. */
export async function runWords<C extends CommandForm>(
  shell: CommandShell<C>,
  words: readonly string[],
  connectFirst: () => Promise<boolean>,
): Promise<number> {
  const interactive = words.length === 0;
  const calls = interactive ? [] : await parseWords(words, shell);
  if (calls === undefined) return 1;
  if (!(await connectFirst())) return 1;
  try {
    if (!interactive) return (await runCalls(shell, calls)).ok ? 0 : 1;
    const { runShell } = await import("./interactive/interactive.js");
    return await runShell(shell, (line) => parse(() => lineTokens(line), shell));
  } finally {
    await shell.close();
  }
}

/** One word is a whole line of commands; several are one command, and nothing in them is special. */
async function parseWords<C extends CommandForm>(
  words: readonly string[],
  shell: CommandShell<C>,
): Promise<Call<C>[] | undefined> {
  if (words.length > 1) return parse(() => wordTokens(words), shell);
  shell.trace(`commands: "${words[0]}"`);
  return words[0] === "" ? undefined : parse(() => lineTokens(words[0]!), shell);
}

/** Undefined: the line is wrong, and the user has been told. */
async function parse<C extends CommandForm>(
  tokens: () => Tokens,
  shell: CommandShell<C>,
): Promise<Call<C>[] | undefined> {
  const known = new Map<string, C>();
  for (const name of ["help", ...commandWords(tokens())]) {
    const command = await shell.findCommand(name);
    if (command !== undefined) known.set(name, command);
  }
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
