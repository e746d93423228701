// `snapshot-revert` and `snapshot-delete`.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { attempt } from "../failure.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { lookupDomain } from "./domain.js";
import type { MomentRef } from "./moment.js";
import { currentOption, lookupSnapshot, snapshotOption } from "./snapshot.js";

/** virDomainSnapshotRevertFlags. */
const revertFlag = { running: 1, paused: 2, "reset-nvram": 8 } as const;
const force = 4;
/** virDomainSnapshotDeleteFlags. */
const deleteFlag = { children: 1, metadata: 2, "children-only": 4 } as const;

/** Force is used only where the host says that it takes some: older ones do not know the flag. */
async function revert(shell: Shell, snap: MomentRef, flags: number, forced: boolean): Promise<void> {
  try {
    await shell.call.domainRevertToSnapshot({ snap, flags });
  } catch (thrown) {
    const risky = thrown instanceof LibvirtError && thrown.code === ErrorCode.snapshotRevertRisky;
    if (!risky || !forced) throw thrown;
    await shell.call.domainRevertToSnapshot({ snap, flags: flags | force });
  }
}

export const snapshotRevert: Command = {
  name: "snapshot-revert",
  group: "snapshot",
  help: "Revert a domain to a snapshot",
  description: "Revert domain to snapshot",
  options: [
    domainOption(),
    snapshotOption(),
    currentOption("revert to current snapshot"),
    bool("running", "after reverting, change state to running"),
    bool("paused", "after reverting, change state to paused"),
    bool("force", "try harder on risky reverts"),
    bool("reset-nvram", "re-initialize NVRAM from its pristine template"),
  ],
  async run(shell, args) {
    const flags = Object.entries(revertFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    const dom = await lookupDomain(shell, "snapshot-revert", args);
    const snap = await lookupSnapshot(shell, args, dom);
    const work = revert(shell, snap, flags, args.has("force"));
    await attempt(`Failed to revert snapshot ${snap.name}`, work);
    shell.extra(`Domain snapshot ${snap.name} reverted\n`);
    return true;
  },
};

export const snapshotDelete: Command = {
  name: "snapshot-delete",
  group: "snapshot",
  help: "Delete a domain snapshot",
  description: "Snapshot Delete",
  options: [
    domainOption(),
    snapshotOption(),
    currentOption("delete current snapshot"),
    bool("children", "delete snapshot and all children"),
    bool("children-only", "delete children but not snapshot"),
    bool("metadata", "delete only libvirt metadata, leaving snapshot contents behind"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "snapshot-delete", args);
    const snap = await lookupSnapshot(shell, args, dom);
    const flags = Object.entries(deleteFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    const work = shell.call.domainSnapshotDelete({ snap, flags });
    await attempt(`Failed to delete snapshot ${snap.name}`, work);
    const what = args.has("children-only") ? " children deleted" : " deleted";
    shell.extra(`Domain snapshot ${snap.name}${what}\n`);
    return true;
  },
};
