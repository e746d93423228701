// What there is to know about one checkpoint: `checkpoint-info`, `checkpoint-dumpxml`, `checkpoint-parent`.

import { Failure } from "../failure.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import { checkpointOption, lookupCheckpoint, parentOf } from "./checkpoint.js";
import { lookupDomain } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";

/** VIR_DOMAIN_CHECKPOINT_LIST_DESCENDANTS. */
const descendants = 1;
/** virDomainCheckpointXMLFlags. */
const xmlFlag = { "security-info": 1, "no-domain": 2, size: 4 } as const;

export const checkpointInfo: Command = {
  name: "checkpoint-info",
  group: "checkpoint",
  help: "checkpoint information",
  description: "Returns basic information about a checkpoint.",
  options: [domainOption(), checkpointOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "checkpoint-info", args);
    const checkpoint = await lookupCheckpoint(shell, args, dom);
    const line = (label: string, value: string | number) => shell.print(`${label.padEnd(15)} ${value}\n`);
    line("Name:", checkpoint.name);
    line("Domain:", dom.name);
    line("Parent:", (await parentOf(shell, checkpoint)) ?? "-");
    const count = async (flags: number) =>
      (await shell.call.domainCheckpointListAllChildren({ checkpoint, needResults: 0, flags })).ret;
    line("Children:", await count(0));
    line("Descendants:", await count(descendants));
    return true;
  },
};

export const checkpointDumpxml: Command = {
  name: "checkpoint-dumpxml",
  group: "checkpoint",
  help: "Dump XML for a domain checkpoint",
  description: "Checkpoint Dump XML",
  options: [
    domainOption(),
    checkpointOption(),
    bool("security-info", "include security sensitive information in XML dump"),
    bool("no-domain", "exclude <domain> from XML"),
    bool("size", "include backup size estimate in XML dump"),
    ...xpathOptions,
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "checkpoint-dumpxml", args);
    if (args.raw("xpath") === "") return false;
    const checkpoint = await lookupCheckpoint(shell, args, dom);
    const flags = Object.entries(xmlFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    return dumpXml(
      shell,
      args,
      async () => (await shell.call.domainCheckpointGetXmlDesc({ checkpoint, flags })).xml,
    );
  },
};

export const checkpointParent: Command = {
  name: "checkpoint-parent",
  group: "checkpoint",
  help: "Get the name of the parent of a checkpoint",
  description: "Extract the checkpoint's parent, if any",
  options: [domainOption(), checkpointOption("find parent of checkpoint name")],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "checkpoint-parent", args);
    const checkpoint = await lookupCheckpoint(shell, args, dom);
    const parent = await parentOf(shell, checkpoint);
    if (parent === undefined) throw new Failure(`checkpoint '${checkpoint.name}' has no parent`);
    shell.print(parent);
    return true;
  },
};
