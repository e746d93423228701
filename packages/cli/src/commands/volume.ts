// Storage volumes as the user names them, and as the wire does.

import type { StorageVolRef } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import type { Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { lookupPool, type PoolRef } from "./pool.js";

export type VolumeRef = StorageVolRef;

export const volumeOption = (help = "vol name, key or path"): Option => ({
  name: "vol",
  type: "data",
  required: true,
  help,
  complete: "volumes",
});

interface Ways {
  /** The option that names the pool; none for commands without one. */
  readonly pool?: string;
  /** False: the word is a key or a path. */
  readonly byName?: boolean;
}

/** By name in the pool where one is given, then by key and by path, wherever it is. The last reason is told. */
export async function lookupVolume(
  shell: Shell,
  command: string,
  args: Arguments,
  { pool: poolName = "pool", byName = true }: Ways = {},
): Promise<VolumeRef> {
  const given = args.required("vol");
  const poolGiven = byName ? args.string(poolName) : undefined;
  const pool = poolGiven === undefined ? undefined : await activePool(shell, command, args, poolName);
  shell.trace(`${command}: found option <vol>: ${given}`);
  const tries: (readonly [string, () => Promise<{ vol: VolumeRef }>])[] = [
    ["key", () => shell.call.storageVolLookupByKey({ key: given })],
    ["path", () => shell.call.storageVolLookupByPath({ path: given })],
  ];
  if (pool !== undefined) {
    tries.unshift(["name", () => shell.call.storageVolLookupByName({ pool, name: given })]);
  }
  let reason: unknown;
  for (const [what, look] of tries) {
    shell.traceDetail(`${command}: <vol> trying as vol ${what}`);
    try {
      const { vol } = await look();
      await requirePool(shell, vol, pool, given);
      return vol;
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      reason = thrown;
    }
  }
  const hint = pool !== undefined || !byName ? "" : `, specifying --${poolName} might help`;
  throw new Failure(`failed to get vol '${given}'${hint}`, reason);
}

async function activePool(shell: Shell, command: string, args: Arguments, option: string): Promise<PoolRef> {
  const pool = await lookupPool(shell, command, args, { option });
  const { active } = await shell.call.storagePoolIsActive({ pool });
  if (active !== 1) throw new Failure(`pool '${args.required(option)}' is not active`);
  return pool;
}

/** A key or a path may lead to another pool than the one that was asked for. */
async function requirePool(shell: Shell, vol: VolumeRef, wanted: PoolRef | undefined, given: string) {
  if (wanted === undefined) return;
  const found = await shell.call.storagePoolLookupByVolume({ vol }).catch(() => undefined);
  if (found !== undefined && found.pool.name !== wanted.name) {
    throw new Failure(`Requested volume '${given}' is not in pool '${wanted.name}'`);
  }
}

/** virStorageVolType */
const types = ["file", "block", "dir", "network", "netdir", "ploop"];
export const volumeTypeName = (type: number): string => types[type] ?? "unknown";
