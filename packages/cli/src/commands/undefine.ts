// `undefine`: the end of a definition, and of what the host keeps with it.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { findVolumes, removeVolumes } from "./undefine-storage.js";

/** virDomainUndefineFlagsValues. */
const undefineFlag = {
  "managed-save": 1,
  "snapshots-metadata": 2,
  nvram: 4,
  "keep-nvram": 8,
  "checkpoints-metadata": 16,
  tpm: 32,
  "keep-tpm": 64,
} as const;

/** VIR_DOMAIN_SNAPSHOT_LIST_METADATA. */
const withMetadata = 2;

const isUnsupported = (thrown: unknown) =>
  thrown instanceof LibvirtError &&
  (thrown.code === ErrorCode.noSupport || thrown.code === ErrorCode.invalidArg);

/** What a host keeps beside the definition and would be lost with it. */
interface Kept {
  readonly managedSave: boolean;
  readonly snapshotMetadata: number;
  /** The host has told its snapshots apart, and so knows the flags for all of this. */
  readonly flagsAreKnown: boolean;
}

/** A running domain loses nothing. A host that has no such things cannot answer, and keeps none. */
async function whatIsKept(shell: Shell, dom: DomainRef): Promise<Kept> {
  const orNone =
    <T>(none: T) =>
    (thrown: unknown) => {
      if (isUnsupported(thrown)) return none;
      throw thrown;
    };
  const { result } = await shell.call
    .domainHasManagedSaveImage({ dom, flags: 0 })
    .catch(orNone({ result: 0 }));
  const { num } = await shell.call.domainSnapshotNum({ dom, flags: 0 }).catch(orNone({ num: 0 }));
  const managedSave = result > 0;
  if (num === 0) return { managedSave, snapshotMetadata: 0, flagsAreKnown: false };
  const asking = shell.call.domainSnapshotNum({ dom, flags: withMetadata });
  const metadata = await asking.catch(orNone(undefined));
  return { managedSave, snapshotMetadata: metadata?.num ?? num, flagsAreKnown: metadata !== undefined };
}

const nothingKept: Kept = { managedSave: false, snapshotMetadata: 0, flagsAreKnown: false };

async function undefineDomain(shell: Shell, dom: DomainRef, args: Arguments, kept: Kept): Promise<void> {
  let flags = Object.entries(undefineFlag).reduce(
    (all, [name, flag]) => (args.has(name) ? all | flag : all),
    0,
  );
  if (!kept.managedSave) flags &= ~undefineFlag["managed-save"];
  if (kept.snapshotMetadata === 0) flags &= ~undefineFlag["snapshots-metadata"];
  const { flagsAreKnown } = kept;
  const saveIsSafe = !kept.managedSave || args.has("managed-save") || flagsAreKnown;
  const snapshotsAreSafe = kept.snapshotMetadata === 0 || args.has("snapshots-metadata") || flagsAreKnown;
  if ((saveIsSafe && snapshotsAreSafe) || args.has("nvram")) {
    try {
      await shell.call.domainUndefineFlags({ dom, flags });
      return;
    } catch (thrown) {
      if (args.has("nvram") || !isUnsupported(thrown)) {
        throw new Failure(`Failed to undefine domain '${args.required("domain")}'`, thrown);
      }
    }
  }
  await undefineStepByStep(shell, dom, args, kept);
}

/** For hosts that do not know the flags, and to refuse what would lose something. */
async function undefineStepByStep(shell: Shell, dom: DomainRef, args: Arguments, kept: Kept): Promise<void> {
  if (kept.managedSave) {
    if (!args.has("managed-save")) {
      throw new Failure("Refusing to undefine while domain managed save image exists");
    }
    await shell.call.domainManagedSaveRemove({ dom, flags: 0 });
  }
  if (kept.snapshotMetadata > 0) {
    const count = kept.snapshotMetadata;
    throw new Failure(
      args.has("snapshots-metadata")
        ? `Unable to remove metadata of ${count} snapshots`
        : `Refusing to undefine while ${count} snapshots exist`,
    );
  }
  try {
    await shell.call.domainUndefine({ dom });
  } catch (thrown) {
    throw new Failure(`Failed to undefine domain '${args.required("domain")}'`, thrown);
  }
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  exclusive(args, ["nvram", "keep-nvram"], ["tpm", "keep-tpm"]);
  const storage = args.string("storage");
  const all = args.has("remove-all-storage");
  if (args.has("delete-storage-volume-snapshots") && !all) {
    throw new Failure("Option --remove-all-storage is required by option --delete-storage-volume-snapshots");
  }
  if (args.has("wipe-storage") && storage === undefined && !all) {
    throw new Failure("'--wipe-storage' requires '--storage <string>' or '--remove-all-storage'");
  }
  const dom = await lookupDomain(shell, "undefine", args);
  const { active } = await shell.call.domainIsActive({ dom });
  const kept = active ? nothingKept : await whatIsKept(shell, dom);
  const wanted = { names: storage, all, running: active !== 0 };
  const volumes = storage === undefined && !all ? [] : await findVolumes(shell, dom, wanted);
  await undefineDomain(shell, dom, args, kept);
  shell.extra(`Domain '${args.required("domain")}' has been undefined\n`);
  await removeVolumes(shell, volumes, {
    wipe: args.has("wipe-storage"),
    snapshots: args.has("delete-storage-volume-snapshots"),
  });
  return true;
}

export const undefine: Command = {
  name: "undefine",
  group: "domain",
  help: "undefine a domain",
  description: "Undefine an inactive domain, or convert persistent to transient.",
  options: [
    domainOption(),
    bool("managed-save", "remove domain managed state file"),
    {
      name: "storage",
      type: "string",
      help: "remove associated storage volumes (comma separated list of targets or source paths) (see domblklist)",
    },
    bool("remove-all-storage", "remove all associated storage volumes (use with caution)"),
    bool(
      "delete-storage-volume-snapshots",
      "delete snapshots associated with volume(s), requires --remove-all-storage (must be supported by storage driver)",
    ),
    bool("wipe-storage", "wipe data on the removed volumes"),
    bool("snapshots-metadata", "remove all domain snapshot metadata (vm must be inactive)"),
    bool("checkpoints-metadata", "remove all domain checkpoint metadata (vm must be inactive)"),
    bool("nvram", "remove nvram file"),
    bool("keep-nvram", "keep nvram file"),
    bool("tpm", "remove TPM state"),
    bool("keep-tpm", "keep TPM state"),
  ],
  aliases: [{ name: "delete-snapshots", option: "delete-storage-volume-snapshots" }],
  run,
};
