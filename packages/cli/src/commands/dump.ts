// `dump`, `save-image-…`, `managedsave-…`: a domain's memory and definition in files.

import { attempt, Failure } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, fileOption, text } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { lookupDomain } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { editDefinition } from "./edit-definition.js";
import { watchJob } from "./job.js";
import { absolute, saveFlags } from "./save.js";

/** virDomainCoreDumpFlags */
const dumpFlag = { crash: 1, live: 2, "bypass-cache": 4, reset: 8, "memory-only": 16 } as const;
/** By virDomainCoreDumpFormat. */
const formats = ["elf", "kdump-zlib", "kdump-lzo", "kdump-snappy", "win-dmp"];

export const dump: Command = {
  name: "dump",
  group: "domain",
  help: "dump the core of a domain to a file for analysis",
  description: "Core dump a domain.",
  options: [
    domainOption(),
    fileOption("where to dump the core"),
    bool("live", "perform a live core dump if supported"),
    bool("crash", "crash the domain after core dump"),
    bool("bypass-cache", "avoid file system cache when dumping"),
    bool("reset", "reset the domain after core dump"),
    bool("verbose", "display the progress of dump"),
    bool("memory-only", "dump domain's memory only"),
    text("format", "specify the format of memory-only dump"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "dump", args);
    const file = args.required("file");
    const flags = Object.entries(dumpFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    const format = args.string("format");
    if (format !== undefined && !args.has("memory-only")) {
      throw new Failure("--format only works with --memory-only");
    }
    const dumpformat = format === undefined ? 0 : formats.indexOf(format);
    if (dumpformat < 0) {
      throw new Failure(
        `format '${format}' is not supported, expecting 'kdump-zlib', 'kdump-lzo', 'kdump-snappy', 'win-dmp' or 'elf'`,
      );
    }
    const to = absolute(file);
    const work =
      dumpformat === 0
        ? shell.call.domainCoreDump({ dom, to, flags })
        : shell.call.domainCoreDumpWithFormat({ dom, to, dumpformat, flags });
    const watched = watchJob(shell, dom, work, args.has("verbose") ? "Dump" : undefined);
    await attempt(`Failed to core dump domain '${dom.name}' to ${file}`, watched);
    shell.extra(`\nDomain '${dom.name}' dumped to ${file}\n`);
    return true;
  },
};

/** VIR_DOMAIN_SAVE_IMAGE_XML_SECURE */
const secureXml = 1;

export const saveImageDumpxml: Command = {
  name: "save-image-dumpxml",
  group: "domain",
  help: "saved state domain information in XML",
  description: "Dump XML of domain information for a saved state file to stdout.",
  options: [
    fileOption("saved state file to read"),
    bool("security-info", "include security sensitive information in XML dump"),
    ...xpathOptions,
  ],
  async run(shell, args) {
    const flags = args.has("security-info") ? secureXml : 0;
    const file = absolute(args.required("file"));
    return dumpXml(
      shell,
      args,
      async () => (await shell.call.domainSaveImageGetXmlDesc({ file, flags })).xml,
    );
  },
};

export const saveImageDefine: Command = {
  name: "save-image-define",
  group: "domain",
  help: "redefine the XML for a domain's saved state file",
  description: "Replace the domain XML associated with a saved state file",
  options: [
    fileOption("saved state file to modify"),
    { name: "xml", type: "data", help: "filename containing updated XML for the target", required: true },
    bool("running", "set domain to be running on restore"),
    bool("paused", "set domain to be paused on restore"),
  ],
  async run(shell, args) {
    const given = args.required("file");
    const flags = saveFlags(args);
    const dxml = readXmlFile(args.required("xml"));
    const defining = shell.call.domainSaveImageDefineXml({ file: absolute(given), dxml, flags });
    await attempt(`Failed to update ${given}`, defining);
    shell.extra(`State file ${given} updated.\n`);
    return true;
  },
};

export const saveImageEdit: Command = {
  name: "save-image-edit",
  group: "domain",
  help: "edit XML for a domain's saved state file",
  description: "Edit the domain XML associated with a saved state file",
  options: [
    fileOption("saved state file to edit"),
    bool("running", "set domain to be running on restore"),
    bool("paused", "set domain to be paused on restore"),
  ],
  async run(shell, args) {
    exclusive(args, ["running", "paused"]);
    const given = args.required("file");
    const file = absolute(given);
    const flags = saveFlags(args);
    return editDefinition(shell, {
      read: async () => (await shell.call.domainSaveImageGetXmlDesc({ file, flags: secureXml })).xml,
      async define(dxml) {
        await shell.call.domainSaveImageDefineXml({ file, dxml, flags });
        return `State file ${given} edited.\n`;
      },
      unchanged: `Saved image ${given} XML configuration not changed.\n`,
    });
  },
};

export const managedsaveDumpxml: Command = {
  name: "managedsave-dumpxml",
  group: "domain",
  help: "Domain information of managed save state file in XML",
  description: "Dump XML of domain information for a managed save state file to stdout.",
  options: [
    domainOption(),
    bool("security-info", "include security sensitive information in XML dump"),
    ...xpathOptions,
  ],
  async run(shell, args) {
    const flags = args.has("security-info") ? secureXml : 0;
    const dom = await lookupDomain(shell, "managedsave-dumpxml", args);
    return dumpXml(
      shell,
      args,
      async () => (await shell.call.domainManagedSaveGetXmlDesc({ dom, flags })).xml,
    );
  },
};

export const managedsaveDefine: Command = {
  name: "managedsave-define",
  group: "domain",
  help: "redefine the XML for a domain's managed save state file",
  description: "Replace the domain XML associated with a managed save state file",
  options: [
    domainOption(),
    { name: "xml", type: "data", help: "filename containing updated XML for the target", required: true },
    bool("running", "set domain to be running on start"),
    bool("paused", "set domain to be paused on start"),
  ],
  async run(shell, args) {
    exclusive(args, ["running", "paused"]);
    const flags = saveFlags(args);
    const dxml = readXmlFile(args.required("xml"));
    const dom = await lookupDomain(shell, "managedsave-define", args);
    const defining = shell.call.domainManagedSaveDefineXml({ dom, dxml, flags });
    await attempt(`Failed to update ${dom.name} XML configuration`, defining);
    shell.extra(`Managed save state file of domain '${dom.name}' updated.\n`);
    return true;
  },
};

export const managedsaveEdit: Command = {
  name: "managedsave-edit",
  group: "domain",
  help: "edit XML for a domain's managed save state file",
  description: "Edit the domain XML associated with the managed save state file",
  options: [
    domainOption(),
    bool("running", "set domain to be running on start"),
    bool("paused", "set domain to be paused on start"),
  ],
  async run(shell, args) {
    exclusive(args, ["running", "paused"]);
    const flags = saveFlags(args);
    const dom = await lookupDomain(shell, "managedsave-edit", args);
    return editDefinition(shell, {
      read: async () => (await shell.call.domainManagedSaveGetXmlDesc({ dom, flags: secureXml })).xml,
      async define(dxml) {
        await shell.call.domainManagedSaveDefineXml({ dom, dxml, flags });
        return `Managed save image of domain '${dom.name}' XML configuration edited.\n`;
      },
      unchanged: `Managed save image of domain '${dom.name}' XML configuration not changed.\n`,
    });
  },
};
