// A document in the user's editor, until the host takes it or the user gives up.

import { LibvirtError } from "@virtgate/protocol";
import { EditorFile } from "../editor.js";
import { Failure } from "../failure.js";
import { askKey } from "../interactive/ask-key.js";
import type { Shell } from "../shell.js";

export interface Editing {
  read(): Promise<string>;
  /** Gives the host the changed document. `validate`: against its schema, if it can be. */
  write(xml: string, validate: boolean): Promise<unknown>;
  /** Whether the user can turn validation off. */
  readonly canRelax?: boolean;
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

async function writeUnchanged({ read, write }: Editing, before: string, xml: string, validate: boolean) {
  if ((await read()) !== before) {
    throw new Failure("ERROR: the XML configuration was changed by another user");
  }
  return write(xml, validate);
}

/** "changed", "same", or "abandoned" when the host refused and the user gave up. */
export async function editXml(shell: Shell, editing: Editing): Promise<"changed" | "same" | "abandoned"> {
  const before = await editing.read();
  let validate = editing.canRelax ?? false;
  const file = new EditorFile(shell, before);
  try {
    let xml = await file.edit();
    for (;;) {
      if (xml === before) return "same";
      try {
        await writeUnchanged(editing, before, xml, validate);
        return "changed";
      } catch (thrown) {
        if (!(thrown instanceof LibvirtError || thrown instanceof Failure)) throw thrown;
        if (!process.stdin.isTTY) throw new Failure("Failed.", thrown);
        shell.report(thrown);
      }
      const answer = await ask(shell, validate);
      if (answer === "n") return "abandoned";
      if (answer === "i") validate = false;
      if (answer === "y") xml = await file.edit();
    }
  } finally {
    file.close();
  }
}
