// A definition in the user's editor, until the host takes it or the user gives up: for domains, pools and their like.

import { LibvirtError } from "@virtgate/protocol";
import { EditorFile } from "../editor.js";
import { Failure } from "../failure.js";
import { askKey } from "../interactive/ask-key.js";
import type { Shell } from "../shell.js";

export interface Editing {
  /** The definition as it is now. It is read once more before it is replaced: somebody else may have changed it. */
  read(): Promise<string>;
  /** Gives the host the new one, and returns what to tell the user. */
  define(xml: string, validate: boolean): Promise<string>;
  /** What to tell the user who has changed nothing. */
  readonly unchanged: string;
  /** A text that was not changed is defined again, too: it changes something else. */
  readonly always?: boolean;
  /** Whether the host is asked to validate first; undefined where it cannot be asked. */
  readonly validate?: boolean;
}

const helpText = (relax: boolean) =>
  `y - yes, start editor again
n - no, throw away my changes
${relax ? "i - turn off validation and try to redefine again\n" : ""}f - force, try to redefine again
? - print this help
`;

type Answer = "y" | "n" | "i" | "f";

/** What to do with a definition that was refused. `relax`: validation can still be turned off. */
async function ask(shell: Shell, relax: boolean): Promise<Answer> {
  for (;;) {
    shell.print(`Failed. Try again? [y,n,${relax ? "i," : ""}f,?]: `);
    shell.terminal.flush();
    const key = await askKey();
    if (key === "?") {
      shell.print(`\n${helpText(relax)}`);
    } else if (key === "y" || key === "n" || key === "f" || (key === "i" && relax)) {
      shell.print("\n");
      return key;
    }
  }
}

async function redefine(editing: Editing, before: string, xml: string, validate: boolean): Promise<string> {
  if ((await editing.read()) !== before) {
    throw new Failure("ERROR: the XML configuration was changed by another user");
  }
  return editing.define(xml, validate);
}

/** False: the user has given up. */
export async function editDefinition(shell: Shell, editing: Editing): Promise<boolean> {
  const before = await editing.read();
  let validate = editing.validate ?? false;
  const file = new EditorFile(shell, before);
  try {
    let xml = await file.edit();
    for (;;) {
      if (xml === before && !editing.always) {
        shell.extra(editing.unchanged);
        return true;
      }
      try {
        shell.extra(await redefine(editing, before, xml, validate));
        return true;
      } catch (thrown) {
        if (!(thrown instanceof LibvirtError || thrown instanceof Failure)) throw thrown;
        if (!process.stdin.isTTY) throw new Failure("Failed.", thrown);
        shell.report(thrown);
      }
      const answer = await ask(shell, validate);
      if (answer === "n") return false;
      if (answer === "i") validate = false;
      if (answer === "y") xml = await file.edit();
    }
  } finally {
    file.close();
  }
}
