// `backup-begin` and `backup-dumpxml`: a running domain's disks copied away.

import { bool, type Command, domainOption } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { lookupDomain } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";

/** VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL */
const reuseExternal = 1;

export const backupBegin: Command = {
  name: "backup-begin",
  group: "backup",
  help: "Start a disk backup of a live domain",
  description:
    "Use XML to start a full or incremental disk backup of a live domain, optionally creating a checkpoint",
  options: [
    domainOption(),
    { name: "backupxml", type: "string", help: "domain backup XML", complete: "files" },
    { name: "checkpointxml", type: "string", help: "domain checkpoint XML", complete: "files" },
    bool("reuse-external", "reuse files provided by caller"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "backup-begin", args);
    const backup = args.string("backupxml");
    const backupXml = backup === undefined ? "<domainbackup/>" : readXmlFile(backup);
    const checkpoint = args.string("checkpointxml");
    const checkpointXml = checkpoint === undefined ? null : readXmlFile(checkpoint);
    const flags = args.has("reuse-external") ? reuseExternal : 0;
    await shell.call.domainBackupBegin({ dom, backupXml, checkpointXml, flags });
    shell.extra("Backup started\n");
    return true;
  },
};

export const backupDumpxml: Command = {
  name: "backup-dumpxml",
  group: "backup",
  help: "Dump XML for an ongoing domain block backup job",
  description: "Backup Dump XML",
  options: [domainOption(), ...xpathOptions],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "backup-dumpxml", args);
    return dumpXml(shell, args, async () => (await shell.call.domainBackupGetXmlDesc({ dom, flags: 0 })).xml);
  },
};
