// The program `virtgate pki`: its commands and how they end.

import { CertificateError } from "@virtgate/pki";
import { Command, CommanderError } from "commander";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";
import { addExport } from "./command-export.js";
import { addInit } from "./command-init.js";
import { addInstall } from "./command-install.js";
import { addIssue } from "./command-issue.js";
import { addList } from "./command-list.js";
import { addRevoke } from "./command-revoke.js";
import { addShow } from "./command-show.js";
import { addValidate } from "./command-validate.js";
import { type Context, UsageFailure } from "./context.js";
import { defaultFolder } from "./places.js";

/** For scripts; `validate` says 1 when it has found a problem. */
export const Status = { good: 0, failed: 1, usage: 2 } as const;

/** The exit status. Says itself what went wrong. */
export async function runPki(words: readonly string[], context: Context): Promise<number> {
  const { terminal } = context;
  let status: number = Status.good;
  const program = new Command("virtgate pki")
    .description(
      "Certificates for libvirt's TLS: makes them, puts them in place and tells what is wrong with them.",
    )
    .addHelpText("after", helpAfter(context))
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
  addInit(program, context);
  addIssue(program, context);
  addRevoke(program, context);
  addList(program, context);
  addShow(program, context);
  addInstall(program, context);
  addExport(program, context);
  addValidate(program, context, (problems) => {
    status = problems ? Status.failed : Status.good;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? Status.good : Status.usage;
    terminal.error(messageOf(thrown));
    return thrown instanceof UsageFailure ? Status.usage : Status.failed;
  }
}

/** What is not foreseen is a mistake of ours and keeps its stack. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof Failure || thrown instanceof CertificateError) return thrown.message;
  const { code, path } = thrown as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) throw thrown;
  return `${path}: ${systemErrorText(thrown)}`;
}

const helpAfter = ({ env }: Context) => `
From nothing to a verified connection, on one machine as root:
  virtgate pki init --server HOST --client USER
  virtgate pki install

For other machines:
  virtgate pki export HOST | ssh root@HOST tar -xpC /

The authority keeps its key and what it has issued in ${defaultFolder(env)} unless --dir says otherwise.
Exit status: 0 good, 1 it failed or found problems, 2 the command line is wrong.
`;
