// `dumpxml`: a domain's definition, or the parts of it that an XPath expression selects.

import { bool, type Command, domainOption } from "../grammar/command.js";
import { lookupDomain } from "./domain.js";

/** virDomainXMLFlags. */
const xmlFlag = { "security-info": 1, inactive: 2, "update-cpu": 4, migratable: 8 } as const;

export const dumpxml: Command = {
  name: "dumpxml",
  group: "domain",
  help: "domain information in XML",
  description: "Output the domain information as an XML dump to stdout.",
  options: [
    domainOption(),
    bool("inactive", "show inactive defined XML"),
    bool("security-info", "include security sensitive information in XML dump"),
    bool("update-cpu", "update guest CPU according to host CPU"),
    bool("migratable", "provide XML suitable for migrations"),
    {
      name: "xpath",
      type: "string",
      nameRequired: true,
      help: "xpath expression to filter the XML document",
    },
    bool("wrap", "wrap xpath results in an common root element"),
  ],
  async run(shell, args) {
    const xpath = args.raw("xpath");
    if (xpath === "") return false;
    const dom = await lookupDomain(shell, "dumpxml", args);
    const flags = Object.entries(xmlFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    const { xml } = await shell.call.domainGetXmlDesc({ dom, flags });
    if (xpath === undefined) {
      shell.print(xml);
      return true;
    }
    const { selectText } = await import("../xml/select.js");
    shell.print(selectText(xml, xpath, args.has("wrap"), shell.terminal));
    return true;
  },
};
