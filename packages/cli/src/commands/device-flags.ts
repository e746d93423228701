// `--persistent`, `--config`, `--live`, `--current` of the commands that plug devices in and out.

import { type Arguments, exclusive } from "../grammar/arguments.js";
import type { Shell } from "../shell.js";
import type { DomainRef } from "./domain.js";
import { affect } from "./impact.js";

export interface DeviceFlags {
  readonly flags: number;
  /** Whether the older call without flags says the same. */
  readonly plain: boolean;
}

export function checkDeviceFlags(args: Arguments): void {
  exclusive(args, ["persistent", "current"], ["current", "live"], ["current", "config"]);
}

/** A change that is to last is made to a running domain, too. */
export async function deviceFlags(shell: Shell, dom: DomainRef, args: Arguments): Promise<DeviceFlags> {
  let flags = 0;
  if (args.has("config") || args.has("persistent")) flags |= affect.config;
  if (args.has("live")) flags |= affect.live;
  if (args.has("persistent") && (await shell.call.domainIsActive({ dom })).active) flags |= affect.live;
  return { flags, plain: flags === 0 && !args.has("current") };
}

export async function attach(shell: Shell, dom: DomainRef, xml: string, { flags, plain }: DeviceFlags) {
  if (plain) await shell.call.domainAttachDevice({ dom, xml });
  else await shell.call.domainAttachDeviceFlags({ dom, xml, flags });
}

export async function detach(shell: Shell, dom: DomainRef, xml: string, { flags, plain }: DeviceFlags) {
  if (plain) await shell.call.domainDetachDevice({ dom, xml });
  else await shell.call.domainDetachDeviceFlags({ dom, xml, flags });
}
