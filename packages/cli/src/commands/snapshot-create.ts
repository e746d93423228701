// `snapshot-create` and `snapshot-create-as`: from a document, and from words.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { textElement } from "./moment.js";
import { diskElement, memoryElement } from "./snapshot-spec.js";

/** virDomainSnapshotCreateFlags. */
const createFlag = {
  redefine: 1,
  current: 2,
  "no-metadata": 4,
  halt: 8,
  "disk-only": 16,
  "reuse-external": 32,
  quiesce: 64,
  atomic: 128,
  live: 256,
  validate: 512,
} as const;

const flagsOf = (args: Arguments): number =>
  Object.entries(createFlag).reduce((all, [name, flag]) => (args.has(name) ? all | flag : all), 0);

const commonOptions: readonly Option[] = [
  bool("no-metadata", "take snapshot but create no metadata"),
  bool("halt", "halt domain after snapshot is created"),
  bool("disk-only", "capture disk state but not vm state"),
  bool("reuse-external", "reuse any existing external files"),
  bool("quiesce", "quiesce guest's file systems"),
  bool("atomic", "require atomic operation"),
  bool("live", "take a live snapshot"),
  bool("validate", "validate the XML against the schema"),
];

const isRefusedAs = (thrown: unknown, code: number) => thrown instanceof LibvirtError && thrown.code === code;

/** Asks for it; for what an older host does not know, asks again in its words. */
async function createSnapshot(
  shell: Shell,
  dom: DomainRef,
  xmlDesc: string,
  flags: number,
  from: string | undefined,
): Promise<string> {
  const ask = async (asked: number) =>
    (await shell.call.domainSnapshotCreateXml({ dom, xmlDesc, flags: asked })).snap.name;
  let refused: unknown;
  try {
    return await ask(flags);
  } catch (thrown) {
    refused = thrown;
  }
  if (isRefusedAs(refused, ErrorCode.noSupport) && from === undefined)
    return ask(flags & ~createFlag.validate);
  if (!isRefusedAs(refused, ErrorCode.invalidArg) || (flags & createFlag.halt) === 0) throw refused;
  const { persistent } = await shell.call.domainIsPersistent({ dom });
  if (persistent === 0) throw new Failure("cannot halt after snapshot of transient domain");
  const { active } = await shell.call.domainIsActive({ dom });
  const name = await ask(flags & ~createFlag.halt);
  if (active === 1) await shell.call.domainDestroy({ dom });
  return name;
}

async function create(
  shell: Shell,
  dom: DomainRef,
  xml: string,
  flags: number,
  from?: string,
): Promise<boolean> {
  const name = await createSnapshot(shell, dom, xml, flags, from);
  shell.extra(`Domain snapshot ${name} created${from === undefined ? "" : ` from '${from}'`}`);
  return true;
}

export const snapshotCreate: Command = {
  name: "snapshot-create",
  group: "snapshot",
  help: "Create a snapshot from XML",
  description: "Create a snapshot (disk and RAM) from XML",
  options: [
    domainOption(),
    { name: "xmlfile", type: "string", help: "domain snapshot XML", complete: "files" },
    bool("redefine", "redefine metadata for existing snapshot"),
    bool("current", "with redefine, set current snapshot"),
    ...commonOptions,
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "snapshot-create", args);
    const from = args.string("xmlfile");
    const xml = from === undefined ? "<domainsnapshot/>" : readXmlFile(from);
    return create(shell, dom, xml, flagsOf(args), from);
  },
};

export const snapshotCreateAs: Command = {
  name: "snapshot-create-as",
  group: "snapshot",
  help: "Create a snapshot from a set of args",
  description: "Create a snapshot (disk and RAM) from arguments",
  options: [
    domainOption(),
    { name: "name", type: "string", help: "name of snapshot" },
    { name: "description", type: "string", help: "description of snapshot" },
    bool("print-xml", "print XML document rather than create"),
    ...commonOptions,
    {
      name: "memspec",
      type: "string",
      nameRequired: true,
      help: "memory attributes: [file=]name[,snapshot=type]",
    },
    {
      name: "diskspec",
      type: "argv",
      help: "disk attributes: disk[,snapshot=type][,driver=type][,stype=type][,file=name]",
    },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "snapshot-create-as", args);
    let xml = "<domainsnapshot>\n";
    xml += textElement("name", args.string("name"));
    xml += textElement("description", args.string("description"));
    const memory = args.string("memspec");
    if (memory !== undefined) xml += memoryElement(memory);
    const disks = args.all("diskspec");
    if (args.has("diskspec")) xml += `  <disks>\n${disks.map(diskElement).join("")}  </disks>\n`;
    xml += "</domainsnapshot>\n";
    if (args.has("print-xml")) {
      shell.print(`${xml}\n`);
      return true;
    }
    return create(shell, dom, xml, flagsOf(args));
  },
};
