// `edit`: a domain's definition in the user's editor, until the host takes it or the user gives up.

import { LibvirtError } from "@virtgate/protocol";
import { EditorFile } from "../editor.js";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import { askKey } from "../interactive/ask-key.js";
import type { Shell } from "../shell.js";
import { defineValidate } from "./define.js";
import { type DomainRef, lookupDomain } from "./domain.js";

/** VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_INACTIVE: what can be defined again without losing anything. */
const xmlForEditing = 3;

async function readXml(shell: Shell, dom: DomainRef): Promise<string> {
  return (await shell.call.domainGetXmlDesc({ dom, flags: xmlForEditing })).xml;
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

async function redefine(shell: Shell, dom: DomainRef, before: string, xml: string, validate: boolean) {
  if ((await readXml(shell, dom)) !== before) {
    throw new Failure("ERROR: the XML configuration was changed by another user");
  }
  return validate
    ? shell.call.domainDefineXmlFlags({ xml, flags: defineValidate })
    : shell.call.domainDefineXml({ xml });
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  const dom = await lookupDomain(shell, "edit", args);
  const before = await readXml(shell, dom);
  let validate = !args.has("skip-validate");
  const file = new EditorFile(shell, before);
  try {
    let xml = await file.edit();
    for (;;) {
      if (xml === before) {
        shell.extra(`Domain '${dom.name}' XML configuration not changed.\n`);
        return true;
      }
      try {
        const defined = await redefine(shell, dom, before, xml, validate);
        shell.extra(`Domain '${defined.dom.name}' XML configuration edited.\n`);
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

export const edit: Command = {
  name: "edit",
  group: "domain",
  help: "edit XML configuration for a domain",
  description: "Edit the XML configuration for a domain.",
  options: [domainOption(), bool("skip-validate", "skip validation of the XML against the schema")],
  run,
};
