// `edit`: a domain's definition in the user's editor.

import { bool, type Command, domainOption } from "../grammar/command.js";
import { defineValidate } from "./define.js";
import { lookupDomain } from "./domain.js";
import { editXml } from "./edit-xml.js";

/** VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_INACTIVE: what can be defined again without losing anything. */
const xmlForEditing = 3;

export const edit: Command = {
  name: "edit",
  group: "domain",
  help: "edit XML configuration for a domain",
  description: "Edit the XML configuration for a domain.",
  options: [domainOption(), bool("skip-validate", "skip validation of the XML against the schema")],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "edit", args);
    let name = dom.name;
    const outcome = await editXml(shell, {
      canRelax: !args.has("skip-validate"),
      read: async () => (await shell.call.domainGetXmlDesc({ dom, flags: xmlForEditing })).xml,
      async write(xml, validate) {
        const defined = validate
          ? await shell.call.domainDefineXmlFlags({ xml, flags: defineValidate })
          : await shell.call.domainDefineXml({ xml });
        name = defined.dom.name;
      },
    });
    if (outcome === "abandoned") return false;
    const what = outcome === "same" ? "not changed" : "edited";
    shell.extra(`Domain '${name}' XML configuration ${what}.\n`);
    return true;
  },
};
