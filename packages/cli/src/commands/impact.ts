// `--live`, `--config`, `--current`: which definition of a domain a command is about.

import { type Arguments, exclusive } from "../grammar/arguments.js";

/** VIR_DOMAIN_AFFECT_... */
export const affect = { live: 1, config: 2 } as const;

/** The flags that were given, none of which contradict each other. */
export function impact(args: Arguments): number {
  exclusive(args, ["current", "live"], ["current", "config"]);
  return (args.has("live") ? affect.live : 0) | (args.has("config") ? affect.config : 0);
}

/** Whether the user said anything about it: without, virsh uses calls that are older than the flags. */
export const namesImpact = (args: Arguments): boolean =>
  args.has("live") || args.has("config") || args.has("current");
