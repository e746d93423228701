// The shell: reads lines until `quit` or the end of the input, and runs them.

import type { CommandShell } from "../command-shell.js";
import type { CommandForm } from "../grammar/command.js";
import type { Call } from "../grammar/parser.js";
import { runCalls } from "../run.js";
import type { LineReader } from "./line-reader.js";
import { PipedLines } from "./piped-lines.js";

/** The parser answers undefined for a line that is wrong, and has told the user. */
export type Parse<C extends CommandForm> = (line: string) => Promise<Call<C>[] | undefined>;

/** The exit status, which is zero whatever the commands did. */
export async function runShell<C extends CommandForm>(
  shell: CommandShell<C>,
  parse: Parse<C>,
): Promise<number> {
  const reader = await openReader(shell);
  shell.extra(shell.welcome);
  try {
    for (;;) {
      shell.terminal.flush();
      const line = await reader.next(shell.prompt);
      if (line === undefined) break;
      const calls = await parse(line);
      if (calls !== undefined && (await runCalls(shell, calls)).quit) break;
    }
  } finally {
    reader.close();
  }
  shell.print("\n");
  return 0;
}

/** With a terminal on both sides lines can be edited; else they are taken as they come. */
async function openReader(shell: CommandShell): Promise<LineReader> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return new PipedLines(shell, process.stdin);
  const { EditedLines } = await import("./edited-lines.js");
  return new EditedLines(shell);
}
