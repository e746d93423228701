// `define`: a domain's persistent definition.

import { attempt } from "../failure.js";
import { bool, type Command, fileOption } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";

/** VIR_DOMAIN_DEFINE_VALIDATE. */
export const defineValidate = 1;

export const define: Command = {
  name: "define",
  group: "domain",
  help: "define (but don't start) a domain from an XML file",
  description: "Define a domain.",
  options: [
    fileOption("file containing an XML domain description"),
    bool("validate", "validate the XML against the schema"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const xml = readXmlFile(file);
    const work = args.has("validate")
      ? shell.call.domainDefineXmlFlags({ xml, flags: defineValidate })
      : shell.call.domainDefineXml({ xml });
    const { dom } = await attempt(`Failed to define domain from ${file}`, work);
    shell.extra(`Domain '${dom.name}' defined from ${file}\n`);
    return true;
  },
};
