// Checkpoints as the user names them.

import { ErrorCode } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import type { Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import type { DomainRef } from "./domain.js";
import { type MomentRef, orNoParent } from "./moment.js";

export const checkpointOption = (help = "checkpoint name"): Option => ({
  name: "checkpointname",
  type: "string",
  help,
});

export async function lookupCheckpoint(
  shell: Shell,
  args: Arguments,
  dom: DomainRef,
  option = "checkpointname",
): Promise<MomentRef> {
  const name = args.string(option);
  if (name === undefined) throw new Failure(`--${option} is required`);
  return (await shell.call.domainCheckpointLookupByName({ dom, name, flags: 0 })).checkpoint;
}

export const parentOf = (shell: Shell, checkpoint: MomentRef): Promise<string | undefined> =>
  orNoParent(
    shell.call.domainCheckpointGetParent({ checkpoint, flags: 0 }).then(({ parent }) => parent),
    ErrorCode.noDomainCheckpoint,
  );
