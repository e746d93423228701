// The shell: reads lines until `quit` or the end of the input, and runs them.

import type { Call } from "../grammar/parser.js";
import { runCalls } from "../run.js";
import type { Shell } from "../shell.js";
import type { LineReader } from "./line-reader.js";
import { PipedLines } from "./piped-lines.js";

const welcome = `Welcome to virtgate, the virtualization interactive terminal.

Type:  'help' for help with commands
       'quit' to quit

`;

/** The parser answers undefined for a line that is wrong, and has told the user. */
export type Parse = (line: string) => Promise<Call[] | undefined>;

/** The exit status, which is zero whatever the commands did. */
export async function runShell(shell: Shell, parse: Parse): Promise<number> {
  const reader = await openReader(shell);
  shell.extra(welcome);
  try {
    for (;;) {
      shell.terminal.flush();
      const line = await reader.next(shell.link.readonly ? "virtgate > " : "virtgate # ");
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
async function openReader(shell: Shell): Promise<LineReader> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return new PipedLines(shell, process.stdin);
  const { EditedLines } = await import("./edited-lines.js");
  return new EditedLines(shell);
}
