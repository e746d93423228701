// A definition in the user's editor, until the host takes it or the user gives up.

import { LibvirtError } from "@virtgate/protocol";
import { EditorFile } from "../editor.js";
import { Failure } from "../failure.js";
import { askKey } from "../interactive/ask-key.js";
import type { Shell } from "../shell.js";

export interface Editing {
  /** What can be defined again without losing anything. */
  readonly read: () => Promise<string>;
  /** Gives the name of what was defined. `validate`: against the schema, until the user turns that off. */
  readonly define: (xml: string, validate: boolean) => Promise<string>;
  /** As in "Domain 'web' XML configuration": the begin of both sentences. */
  readonly unchanged: string;
  readonly changed: (name: string) => string;
  /** Whether validation is on, and could be turned off; absent where there is none. */
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

export async function editDefinition(shell: Shell, editing: Editing): Promise<boolean> {
  const before = await editing.read();
  let validate = editing.validate ?? false;
  const file = new EditorFile(shell, before);
  try {
    let xml = await file.edit();
    for (;;) {
      if (xml === before) {
        shell.extra(`${editing.unchanged} XML configuration not changed.\n`);
        return true;
      }
      try {
        if ((await editing.read()) !== before) {
          throw new Failure("ERROR: the XML configuration was changed by another user");
        }
        const name = await editing.define(xml, validate);
        shell.extra(`${editing.changed(name)} XML configuration edited.\n`);
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
