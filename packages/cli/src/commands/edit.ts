// `edit`: a domain's definition in the user's editor.

import { bool, type Command, domainOption } from "../grammar/command.js";
import { defineValidate } from "./define.js";
import { lookupDomain } from "./domain.js";
import { editDefinition } from "./edit-definition.js";

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
    return editDefinition(shell, {
      validate: !args.has("skip-validate"),
      unchanged: `Domain '${dom.name}' XML configuration not changed.\n`,
      async read() {
        return (await shell.call.domainGetXmlDesc({ dom, flags: xmlForEditing })).xml;
      },
      async define(xml, validate) {
        const defined = validate
          ? await shell.call.domainDefineXmlFlags({ xml, flags: defineValidate })
          : await shell.call.domainDefineXml({ xml });
        return `Domain '${defined.dom.name}' XML configuration edited.\n`;
      },
    });
  },
};
