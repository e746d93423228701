// `checkpoint-edit` and `checkpoint-delete`.

import { LibvirtError } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { checkpointOption, lookupCheckpoint } from "./checkpoint.js";
import { lookupDomain } from "./domain.js";
import { editDefinition } from "./edit-definition.js";
import { type MomentRef, updateFailed } from "./moment.js";

/** VIR_DOMAIN_CHECKPOINT_XML_SECURE. */
const secure = 1;
/** VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE. */
const redefine = 1;
/** virDomainCheckpointDeleteFlags. */
const deleteFlag = { children: 1, metadata: 2, "children-only": 4 } as const;

/** A checkpoint cannot be renamed: one that was defined under another name goes again. */
async function refuseNewName(shell: Shell, old: MomentRef, edited: MomentRef): Promise<void> {
  try {
    await shell.call.domainCheckpointDelete({ checkpoint: edited, flags: deleteFlag.metadata });
  } catch (thrown) {
    if (!(thrown instanceof LibvirtError)) throw thrown;
    throw new Failure(thrown.message, new Failure(`Failed to clean up ${edited.name}`));
  }
  throw new Failure(`Cannot rename checkpoint ${old.name} to ${edited.name}`);
}

async function edit(shell: Shell, checkpoint: MomentRef): Promise<boolean> {
  let edited: MomentRef | undefined;
  const taken = await editDefinition(shell, {
    unchanged: `Checkpoint ${checkpoint.name} XML configuration not changed.\n`,
    async read() {
      return (await shell.call.domainCheckpointGetXmlDesc({ checkpoint, flags: secure })).xml;
    },
    async define(xmlDesc) {
      const args = { dom: checkpoint.dom, xmlDesc, flags: redefine };
      edited = (await shell.call.domainCheckpointCreateXml(args)).checkpoint;
      return "";
    },
  });
  if (!taken) throw new Failure("");
  if (edited === undefined) return true;
  if (edited.name !== checkpoint.name) await refuseNewName(shell, checkpoint, edited);
  shell.extra(`Checkpoint ${checkpoint.name} edited.\n`);
  return true;
}

export const checkpointEdit: Command = {
  name: "checkpoint-edit",
  group: "checkpoint",
  help: "edit XML for a checkpoint",
  description: "Edit the domain checkpoint XML for a named checkpoint",
  options: [domainOption(), checkpointOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "checkpoint-edit", args);
    const checkpoint = await lookupCheckpoint(shell, args, dom);
    try {
      return await edit(shell, checkpoint);
    } catch (thrown) {
      throw updateFailed(checkpoint.name, thrown);
    }
  },
};

export const checkpointDelete: Command = {
  name: "checkpoint-delete",
  group: "checkpoint",
  help: "Delete a domain checkpoint",
  description: "Checkpoint Delete",
  options: [
    domainOption(),
    checkpointOption(),
    bool("children", "delete checkpoint and all children"),
    bool("children-only", "delete children but not checkpoint"),
    bool("metadata", "delete only libvirt metadata, leaving checkpoint contents behind"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "checkpoint-delete", args);
    const checkpoint = await lookupCheckpoint(shell, args, dom);
    const flags = Object.entries(deleteFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    const work = shell.call.domainCheckpointDelete({ checkpoint, flags });
    await attempt(`Failed to delete checkpoint ${checkpoint.name}`, work);
    const what = args.has("children-only") ? " children deleted" : " deleted";
    shell.extra(`Domain checkpoint ${checkpoint.name}${what}\n`);
    return true;
  },
};
