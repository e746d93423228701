// Commands that start, stop, build and forget pools.

import { attempt } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { lookupPool, type PoolRef, poolOption } from "./pool.js";

const buildOption = bool("build", "build the pool as normal");
export const overwriteOptions: readonly Option[] = [
  bool("no-overwrite", "do not overwrite any existing data"),
  bool("overwrite", "overwrite any existing data"),
];
/** For commands that start a pool and may build it first. */
export const buildOptions: readonly Option[] = [buildOption, ...overwriteOptions];

/** virStoragePoolCreateFlags. */
export function createFlags(args: Arguments): number {
  exclusive(args, ["overwrite", "no-overwrite"]);
  return (args.has("build") ? 1 : 0) | (args.has("overwrite") ? 2 : 0) | (args.has("no-overwrite") ? 4 : 0);
}

interface Step {
  readonly name: string;
  readonly help: string;
  readonly description: string;
  readonly options?: readonly Option[];
  run(shell: Shell, pool: PoolRef, flags: number): Promise<unknown>;
  flags?(args: Arguments): number;
  /** How the sentences go on behind "Failed to " and behind "Pool NAME ". */
  readonly verb: string;
  readonly done: string;
}

const step = ({ name, help, description, options = [], run, flags, verb, done }: Step): Command => ({
  name,
  group: "pool",
  help,
  description,
  options: [poolOption(), ...options],
  async run(shell, args) {
    const pool = await lookupPool(shell, name, args);
    const given = args.required("pool");
    const chosen = flags?.(args) ?? 0;
    await attempt(`Failed to ${verb} pool ${given}`, run(shell, pool, chosen));
    shell.extra(`Pool ${given} ${done}\n`);
    return true;
  },
});

export const poolBuild = step({
  name: "pool-build",
  help: "build a pool",
  description: "Build a given pool.",
  options: overwriteOptions,
  verb: "build",
  done: "built",
  /** virStoragePoolBuildFlags. */
  flags: (args) => (args.has("no-overwrite") ? 4 : 0) | (args.has("overwrite") ? 8 : 0),
  run: (shell, pool, flags) => shell.call.storagePoolBuild({ pool, flags }),
});

export const poolDelete = step({
  name: "pool-delete",
  help: "delete a pool",
  description: "Delete a given pool.",
  verb: "delete",
  done: "deleted",
  run: (shell, pool) => shell.call.storagePoolDelete({ pool, flags: 0 }),
});

export const poolDestroy = step({
  name: "pool-destroy",
  help: "destroy (stop) a pool",
  description: "Forcefully stop a given pool. Raw data in the pool is untouched",
  verb: "destroy",
  done: "destroyed",
  run: (shell, pool) => shell.call.storagePoolDestroy({ pool }),
});

export const poolRefresh = step({
  name: "pool-refresh",
  help: "refresh a pool",
  description: "Refresh a given pool.",
  verb: "refresh",
  done: "refreshed",
  run: (shell, pool) => shell.call.storagePoolRefresh({ pool, flags: 0 }),
});

export const poolStart = step({
  name: "pool-start",
  help: "start a (previously defined) inactive pool",
  description: "Start a pool.",
  options: buildOptions,
  verb: "start",
  done: "started",
  flags: createFlags,
  run: (shell, pool, flags) => shell.call.storagePoolCreate({ pool, flags }),
});

export const poolUndefine = step({
  name: "pool-undefine",
  help: "undefine an inactive pool",
  description: "Undefine the configuration for an inactive pool.",
  verb: "undefine",
  done: "has been undefined",
  run: (shell, pool) => shell.call.storagePoolUndefine({ pool }),
});

export const poolAutostart: Command = {
  name: "pool-autostart",
  group: "pool",
  help: "autostart a pool",
  description: "Configure a pool to be automatically started at boot.",
  options: [poolOption(), bool("disable", "disable autostarting")],
  async run(shell, args) {
    const pool = await lookupPool(shell, "pool-autostart", args);
    const given = args.required("pool");
    const [autostart, mark] = args.has("disable") ? [0, "unmark"] : [1, "mark"];
    const failure = `failed to ${mark} pool ${given} as autostarted`;
    await attempt(failure, shell.call.storagePoolSetAutostart({ pool, autostart }));
    shell.extra(`Pool ${given} ${mark}ed as autostarted\n`);
    return true;
  },
};
