// `checkpoint-create` and `checkpoint-create-as`: from a document, and from words.

import { Failure } from "../failure.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { splitList } from "../string-list.js";
import { readXmlFile } from "../xml-file.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { escapeXml, textElement } from "./moment.js";
import { readSpec, wrongSpec } from "./snapshot-spec.js";

/** virDomainCheckpointCreateFlags. */
const redefine = 1;
const quiesce = 2;
const redefineValidate = 4;

async function create(
  shell: Shell,
  dom: DomainRef,
  xmlDesc: string,
  flags: number,
  from?: string,
): Promise<boolean> {
  const { checkpoint } = await shell.call.domainCheckpointCreateXml({ dom, xmlDesc, flags });
  const where = from === undefined ? "" : ` from '${from}'`;
  shell.extra(`Domain checkpoint ${checkpoint.name} created${where}`);
  return true;
}

export const checkpointCreate: Command = {
  name: "checkpoint-create",
  group: "checkpoint",
  help: "Create a checkpoint from XML",
  description: "Create a checkpoint from XML for use in future incremental backups",
  options: [
    domainOption(),
    { name: "xmlfile", type: "string", help: "domain checkpoint XML", complete: "files" },
    bool("redefine", "redefine metadata for existing checkpoint"),
    bool("redefine-validate", "validate the redefined checkpoint"),
    bool("quiesce", "quiesce guest's file systems"),
  ],
  async run(shell, args) {
    if (args.has("redefine-validate") && !args.has("redefine"))
      throw new Failure("Option --redefine is required by option --redefine-validate");
    const flags =
      (args.has("redefine") ? redefine : 0) |
      (args.has("redefine-validate") ? redefineValidate : 0) |
      (args.has("quiesce") ? quiesce : 0);
    const dom = await lookupDomain(shell, "checkpoint-create", args);
    const from = args.string("xmlfile");
    const xml = from === undefined ? "<domaincheckpoint/>" : readXmlFile(from);
    return create(shell, dom, xml, flags, from);
  },
};

function diskElement(text: string): string {
  const [name = "", ...words] = splitList(text);
  const spec = readSpec(words, ["checkpoint", "bitmap"]);
  if (spec === undefined) throw wrongSpec("diskspec", text);
  // Of an empty word virsh leaves nothing but the end of an element.
  let xml = text === "" ? "    " : `    <disk name='${escapeXml(name)}'`;
  // These as they stand: virsh trusts its user not to write quotes there.
  if (spec.checkpoint !== undefined) xml += ` checkpoint='${spec.checkpoint}'`;
  if (spec.bitmap !== undefined) xml += ` bitmap='${spec.bitmap}'`;
  return `${xml}/>\n`;
}

export const checkpointCreateAs: Command = {
  name: "checkpoint-create-as",
  group: "checkpoint",
  help: "Create a checkpoint from a set of args",
  description: "Create a checkpoint from arguments for use in future incremental backups",
  options: [
    domainOption(),
    { name: "name", type: "string", help: "name of checkpoint" },
    { name: "description", type: "string", help: "description of checkpoint" },
    bool("print-xml", "print XML document rather than create"),
    bool("quiesce", "quiesce guest's file systems"),
    { name: "diskspec", type: "argv", help: "disk attributes: disk[,checkpoint=type][,bitmap=name]" },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "checkpoint-create-as", args);
    let xml = "<domaincheckpoint>\n";
    xml += textElement("name", args.string("name"));
    xml += textElement("description", args.string("description"));
    const disks = args.all("diskspec");
    if (args.has("diskspec")) xml += `  <disks>\n${disks.map(diskElement).join("")}  </disks>\n`;
    xml += "</domaincheckpoint>\n";
    if (args.has("print-xml")) {
      shell.print(`${xml}\n`);
      return true;
    }
    return create(shell, dom, xml, args.has("quiesce") ? quiesce : 0);
  },
};
