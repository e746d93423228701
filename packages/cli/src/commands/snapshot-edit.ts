// `snapshot-edit` and `snapshot-current`: what is known of a snapshot is changed, not the snapshot.

import { LibvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { lookupDomain } from "./domain.js";
import { editDefinition } from "./edit-definition.js";
import { type MomentRef, updateFailed } from "./moment.js";
import { currentOption, lookupSnapshot, secure, snapshotOption } from "./snapshot.js";

/** virDomainSnapshotCreateFlags. */
const redefine = 1;
const makeCurrent = 2;
const diskOnly = 16;
/** VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY. */
const metadataOnly = 2;

/** A snapshot of disks alone has to be called so when it is defined again. */
const diskOnlyOf = (xml: string) => (xml.includes("<state>disk-snapshot</state>") ? diskOnly : 0);

type Renaming = "rename" | "clone" | undefined;

/** What has become of it under its new name. */
async function settle(shell: Shell, old: MomentRef, edited: MomentRef, renaming: Renaming): Promise<void> {
  if (edited.name === old.name) {
    shell.extra(`Snapshot ${old.name} edited.\n`);
    return;
  }
  if (renaming === "clone") {
    shell.extra(`Snapshot ${old.name} cloned to ${edited.name}.\n`);
    return;
  }
  const gone = renaming === "rename" ? old : edited;
  try {
    await shell.call.domainSnapshotDelete({ snap: gone, flags: metadataOnly });
  } catch (thrown) {
    if (!(thrown instanceof LibvirtError)) throw thrown;
    throw new Failure(thrown.message, new Failure(`Failed to clean up ${gone.name}`));
  }
  if (renaming !== "rename")
    throw new Failure(`Must use --rename or --clone to change ${old.name} to ${edited.name}`);
}

async function edit(shell: Shell, snap: MomentRef, current: boolean, renaming: Renaming): Promise<boolean> {
  let edited: MomentRef | undefined;
  const read = async () => (await shell.call.domainSnapshotGetXmlDesc({ snap, flags: secure })).xml;
  const flags = redefine | (current ? makeCurrent : 0) | diskOnlyOf(await read());
  const taken = await editDefinition(shell, {
    read,
    unchanged: `Snapshot ${snap.name} XML configuration not changed.\n`,
    always: current,
    async define(xmlDesc) {
      edited = (await shell.call.domainSnapshotCreateXml({ dom: snap.dom, xmlDesc, flags })).snap;
      return "";
    },
  });
  if (!taken) throw new Failure("");
  if (edited !== undefined) await settle(shell, snap, edited, renaming);
  return true;
}

export const snapshotEdit: Command = {
  name: "snapshot-edit",
  group: "snapshot",
  help: "edit XML for a snapshot",
  description: "Edit the domain snapshot XML for a named snapshot",
  options: [
    domainOption(),
    snapshotOption(),
    currentOption("also set edited snapshot as current"),
    bool("rename", "allow renaming an existing snapshot"),
    bool("clone", "allow cloning to new name"),
  ],
  async run(shell, args) {
    exclusive(args, ["rename", "clone"]);
    const dom = await lookupDomain(shell, "snapshot-edit", args);
    const snap = await lookupSnapshot(shell, args, dom, { together: true });
    const current = args.has("current") && args.has("snapshotname");
    const renaming = args.has("rename") ? "rename" : args.has("clone") ? "clone" : undefined;
    try {
      return await edit(shell, snap, current, renaming);
    } catch (thrown) {
      throw updateFailed(snap.name, thrown);
    }
  },
};

export const snapshotCurrent: Command = {
  name: "snapshot-current",
  group: "snapshot",
  help: "Get or set the current snapshot",
  description: "Get or set the current snapshot",
  options: [
    domainOption(),
    bool("name", "list the name, rather than the full xml"),
    bool("security-info", "include security sensitive information in XML dump"),
    snapshotOption("name of existing snapshot to make current"),
  ],
  async run(shell, args) {
    exclusive(args, ["name", "snapshotname"]);
    const dom = await lookupDomain(shell, "snapshot-current", args);
    const name = args.string("snapshotname");
    if (name !== undefined) {
      const { snap } = await shell.call.domainSnapshotLookupByName({ dom, name, flags: 0 });
      const { xml } = await shell.call.domainSnapshotGetXmlDesc({ snap, flags: secure });
      const flags = redefine | makeCurrent | diskOnlyOf(xml);
      await shell.call.domainSnapshotCreateXml({ dom, xmlDesc: xml, flags });
      shell.extra(`Snapshot ${name} set as current`);
      return true;
    }
    const { result } = await shell.call.domainHasCurrentSnapshot({ dom, flags: 0 });
    if (result === 0) throw new Failure(`domain '${args.required("domain")}' has no current snapshot`);
    const { snap } = await shell.call.domainSnapshotCurrent({ dom, flags: 0 });
    if (args.has("name")) {
      shell.print(snap.name);
      return true;
    }
    const flags = args.has("security-info") ? secure : 0;
    shell.print((await shell.call.domainSnapshotGetXmlDesc({ snap, flags })).xml);
    return true;
  },
};
