// `vol-list`: the volumes of a pool.

import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { prettySize } from "../size.js";
import { sortByName } from "./by-name.js";
import { printJson, wantsJson } from "./output.js";
import { isNoSupport, lookupPool, type PoolRef, poolOption } from "./pool.js";
import { type VolumeRef, volumeTypeName } from "./volume.js";

/** Old hosts have names only. */
async function listOneByOne(shell: Shell, pool: PoolRef): Promise<VolumeRef[]> {
  const failure = "Failed to list storage volumes";
  const { num } = await attempt(failure, shell.call.storagePoolNumOfVolumes({ pool }));
  if (num === 0) return [];
  const { names } = await attempt(failure, shell.call.storagePoolListVolumes({ pool, maxnames: num }));
  const volumes: VolumeRef[] = [];
  for (const name of names) {
    // One that is gone by now is left out.
    const found = await shell.call.storageVolLookupByName({ pool, name }).catch(() => undefined);
    if (found !== undefined) volumes.push(found.vol);
  }
  return volumes;
}

async function listVolumes(shell: Shell, pool: PoolRef): Promise<VolumeRef[]> {
  try {
    return (await shell.call.storagePoolListAllVolumes({ pool, needResults: 1, flags: 0 })).vols;
  } catch (thrown) {
    if (isNoSupport(thrown)) return listOneByOne(shell, pool);
    throw new Failure("Failed to list volumes", thrown);
  }
}

const unknown = "unknown";

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  const json = wantsJson(args);
  const pool = await lookupPool(shell, "vol-list", args);
  const volumes = sortByName(await listVolumes(shell, pool));
  const details = args.has("details");
  const rows = [];
  for (const vol of volumes) {
    const orUndefined = <T>(work: Promise<T>) => work.catch(() => undefined);
    const path = (await orUndefined(shell.call.storageVolGetPath({ vol })))?.name;
    const info = details || json ? await orUndefined(shell.call.storageVolGetInfo({ vol })) : undefined;
    rows.push({ name: vol.name, path, info });
  }
  if (json) {
    const shown = rows.map(({ name, path = null, info }) => ({
      name,
      path,
      type: info === undefined ? null : volumeTypeName(info.type),
      capacity: info?.capacity ?? null,
      allocation: info?.allocation ?? null,
    }));
    printJson(shell, shown);
  } else if (details) {
    shell.table(
      ["Name", "Path", "Type", "Capacity", "Allocation"],
      rows.map(({ name, path = unknown, info }) => {
        if (info === undefined) return [name, path, unknown, unknown, unknown];
        return [
          name,
          path,
          volumeTypeName(info.type),
          prettySize(info.capacity),
          prettySize(info.allocation),
        ];
      }),
    );
  } else {
    const cells = rows.map(({ name, path = unknown }) => [name, path]);
    shell.table(["Name", "Path"], cells);
  }
  return true;
}

export const volList: Command = {
  name: "vol-list",
  group: "volume",
  help: "list vols",
  description: "Returns list of vols by pool.",
  options: [poolOption(), bool("details", "display extended details for volumes"), outputOption],
  run,
};
