// `dumpxml`: a domain's definition, or the parts of it that an XPath expression selects.

import { bool, type Command, domainOption } from "../grammar/command.js";
import { lookupDomain } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";

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
    ...xpathOptions,
  ],
  async run(shell, args) {
    // Before the look-up: here virsh reads its options first.
    if (args.raw("xpath") === "") return false;
    const dom = await lookupDomain(shell, "dumpxml", args);
    const flags = Object.entries(xmlFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    return dumpXml(shell, args, async () => (await shell.call.domainGetXmlDesc({ dom, flags })).xml);
  },
};
