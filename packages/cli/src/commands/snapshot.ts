// Snapshots as the user names them.

import { ErrorCode } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import type { DomainRef } from "./domain.js";
import { type MomentRef, orNoParent } from "./moment.js";

export const snapshotOption = (help = "snapshot name"): Option => ({
  name: "snapshotname",
  type: "string",
  help,
});

export const currentOption = (help: string): Option => bool("current", help);

/** VIR_DOMAIN_XML_SECURE. */
export const secure = 1;

interface Lookup {
  /** The option that names it. */
  readonly option?: string;
  /** Whether `--current` beside a name means something else. */
  readonly together?: boolean;
}

/** The one that is named, or the current one. */
export async function lookupSnapshot(
  shell: Shell,
  args: Arguments,
  dom: DomainRef,
  { option = "snapshotname", together = false }: Lookup = {},
): Promise<MomentRef> {
  const name = args.string(option);
  const current = args.has("current");
  if (!together && current && name !== undefined)
    throw new Failure(`--${option} and --current are mutually exclusive`);
  if (name !== undefined) return (await shell.call.domainSnapshotLookupByName({ dom, name, flags: 0 })).snap;
  if (current) return (await shell.call.domainSnapshotCurrent({ dom, flags: 0 })).snap;
  throw new Failure(`--${option} or --current is required`);
}

export const parentOf = (shell: Shell, snap: MomentRef): Promise<string | undefined> =>
  orNoParent(
    shell.call.domainSnapshotGetParent({ snap, flags: 0 }).then((found) => found.snap),
    ErrorCode.noDomainSnapshot,
  );
