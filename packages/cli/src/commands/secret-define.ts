// Commands that tell a host of a secret, show what it knows of one, and make it forget.

import { attempt } from "../failure.js";
import { bool, type Command, fileOption } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { formatUuid } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { lookupSecret, secretOption } from "./secret.js";

/** VIR_SECRET_DEFINE_VALIDATE. */
const defineValidate = 1;

export const secretDefine: Command = {
  name: "secret-define",
  group: "secret",
  help: "define or modify a secret from an XML file",
  description: "Define or modify a secret.",
  options: [
    fileOption("file containing secret attributes in XML"),
    bool("validate", "validate the XML against the schema"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const flags = args.has("validate") ? defineValidate : 0;
    const xml = readXmlFile(file);
    const failure = `Failed to set attributes from ${file}`;
    const { secret } = await attempt(failure, shell.call.secretDefineXml({ xml, flags }));
    shell.extra(`Secret ${formatUuid(secret.uuid)} created\n`);
    return true;
  },
};

export const secretDumpxml: Command = {
  name: "secret-dumpxml",
  group: "secret",
  help: "secret attributes in XML",
  description: "Output attributes of a secret as an XML dump to stdout.",
  options: [secretOption, ...xpathOptions],
  async run(shell, args) {
    const secret = await lookupSecret(shell, "secret-dumpxml", args);
    return dumpXml(shell, args, async () => (await shell.call.secretGetXmlDesc({ secret, flags: 0 })).xml);
  },
};

export const secretUndefine: Command = {
  name: "secret-undefine",
  group: "secret",
  help: "undefine a secret",
  description: "Undefine a secret.",
  options: [secretOption],
  async run(shell, args) {
    const secret = await lookupSecret(shell, "secret-undefine", args);
    const given = args.required("secret");
    await attempt(`Failed to delete secret ${given}`, shell.call.secretUndefine({ secret }));
    shell.extra(`Secret ${given} deleted\n`);
    return true;
  },
};
