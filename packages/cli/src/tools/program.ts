// A tool of ours that is no command of virsh's: its commands are commander's, and it ends with a status for scripts.

import { Command, CommanderError } from "commander";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";
import type { Context } from "./context.js";

/** `failed` is also what a check says that has found problems. */
export const Status = { good: 0, failed: 1, usage: 2 } as const;

/** The command line is wrong: status 2. */
export class UsageFailure extends Failure {}

export interface Tool {
  /** "virtgate pki" */
  readonly name: string;
  readonly description: string;
  /** What stands below the commands in its help. */
  readonly help: string;
  /** Whether what was thrown is a refusal whose message is fit for the user. */
  isRefusal(thrown: unknown): thrown is Error;
  /** `tell` makes the status of a check that has found problems, and has said so itself. */
  addCommands(program: Command, tell: (problems: boolean) => void): void;
}

/** The exit status. Says itself what went wrong. */
export async function runTool(tool: Tool, words: readonly string[], { terminal }: Context): Promise<number> {
  let status: number = Status.good;
  const program = new Command(tool.name)
    .description(tool.description)
    .addHelpText("after", tool.help)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for what there is)")
    .configureOutput({
      writeOut: (text) => terminal.print(text),
      writeErr: (text) => terminal.errorText(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  // Commands take these settings from the program when they are made.
  tool.addCommands(program, (problems) => {
    status = problems ? Status.failed : Status.good;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? Status.good : Status.usage;
    terminal.error(messageOf(thrown, tool));
    return thrown instanceof UsageFailure ? Status.usage : Status.failed;
  }
}

/** What is not foreseen is a mistake of ours and keeps its stack. */
function messageOf(thrown: unknown, { isRefusal }: Tool): string {
  if (thrown instanceof Failure || isRefusal(thrown)) return thrown.message;
  const { code, path } = thrown as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) throw thrown;
  return `${path}: ${systemErrorText(thrown)}`;
}
