// Secrets as the user names them, and as the wire does.

import { ErrorDomain, type SecretRef } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import type { Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { parseUuid } from "./domain.js";
import { invalidUuid } from "./uuid-argument.js";

export const secretOption: Option = {
  name: "secret",
  type: "data",
  required: true,
  help: "secret UUID",
  complete: "secrets",
};

export async function lookupSecret(shell: Shell, command: string, args: Arguments): Promise<SecretRef> {
  const given = args.required("secret");
  shell.trace(`${command}: found option <secret>: ${given}`);
  const failure = `failed to get secret '${given}'`;
  const uuid = parseUuid(given);
  if (uuid === undefined) {
    throw new Failure(failure, invalidUuid("virSecretLookupByUUIDString", ErrorDomain.secret));
  }
  return (await attempt(failure, shell.call.secretLookupByUuid({ uuid }))).secret;
}

/** virSecretUsageType */
export const usageNames = ["none", "volume", "ceph", "iscsi", "tls", "vtpm"];
