// `pool-list`: the storage pools of a host.

import { ErrorCode, type LibvirtError } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { prettySize } from "../size.js";
import { sortByName } from "./by-name.js";
import { formatUuid } from "./domain.js";
import { printJson, wantsJson } from "./output.js";
import { hasSizes, isNoSupport, type PoolRef, poolStateName } from "./pool.js";
import { poolTypes } from "./pool-xml.js";

/** virConnectListAllStoragePoolsFlags. */
const listFlag = {
  inactive: 1,
  active: 2,
  persistent: 4,
  transient: 8,
  autostart: 16,
  "no-autostart": 32,
} as const;
const eitherState = listFlag.active | listFlag.inactive;
/** The kinds have flags of their own, in the order in which they came into libvirt. */
const typeFlags: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ...["dir", "fs", "netfs", "logical", "disk", "iscsi", "scsi", "mpath"],
    ...["rbd", "sheepdog", "gluster", "zfs", "vstorage", "iscsi-direct"],
  ].map((name, at) => [name, 64 << at]),
);
const allTypes = Object.values(typeFlags).reduce((all, flag) => all | flag, 0);

/** At single commas; a doubled one stands for itself. */
const splitCommas = (text: string): string[] =>
  text
    .replaceAll(",,", "\0")
    .split(",")
    .map((part) => part.replaceAll("\0", ","));

function listFlags(args: Arguments): number {
  let flags: number = args.has("inactive") ? listFlag.inactive : listFlag.active;
  if (args.has("all")) flags = eitherState;
  for (const name of ["autostart", "no-autostart", "persistent", "transient"] as const) {
    if (args.has(name)) flags |= listFlag[name];
  }
  const types = args.string("type");
  exclusive(args, ["details", "uuid"], ["details", "name"]);
  for (const type of types === undefined ? [] : splitCommas(types)) {
    const flag = Object.hasOwn(typeFlags, type) ? typeFlags[type] : undefined;
    if (flag === undefined) throw new Failure(`Invalid pool type '${type}'`);
    flags |= flag;
  }
  return flags;
}

/** Old hosts know only active and inactive ones: the other filters are applied here. */
async function filtered(shell: Shell, pools: readonly PoolRef[], flags: number): Promise<PoolRef[]> {
  const left: PoolRef[] = [];
  const passes = (yes: number, no: number, is: boolean) =>
    (flags & (yes | no)) === 0 || (flags & (is ? yes : no)) !== 0;
  for (const pool of pools) {
    if (flags & (listFlag.persistent | listFlag.transient)) {
      const work = shell.call.storagePoolIsPersistent({ pool });
      const { persistent } = await attempt("Failed to get pool persistence info", work);
      if (!passes(listFlag.persistent, listFlag.transient, persistent !== 0)) continue;
    }
    if (flags & (listFlag.autostart | listFlag["no-autostart"])) {
      const work = shell.call.storagePoolGetAutostart({ pool });
      const { autostart } = await attempt("Failed to get pool autostart state", work);
      if (!passes(listFlag.autostart, listFlag["no-autostart"], autostart !== 0)) continue;
    }
    left.push(pool);
  }
  return left;
}

/** Older hosts still have names, active ones and the others apart. */
async function listOneByOne(shell: Shell, flags: number): Promise<PoolRef[]> {
  if (flags & allTypes) throw new Failure("Filtering using --type is not supported by this libvirt");
  const names: string[] = [];
  if (flags & listFlag.active) {
    // The blank is virsh's.
    const failure = "Failed to get the number of active pools ";
    const { num } = await attempt(failure, shell.call.connectNumOfStoragePools());
    const work = shell.call.connectListStoragePools({ maxnames: num });
    names.push(...(await attempt("Failed to list active pools", work)).names);
  }
  if (flags & listFlag.inactive) {
    const failure = "Failed to get the number of inactive pools";
    const { num } = await attempt(failure, shell.call.connectNumOfDefinedStoragePools());
    const work = shell.call.connectListDefinedStoragePools({ maxnames: num });
    names.push(...(await attempt("Failed to list inactive pools", work)).names);
  }
  const pools: PoolRef[] = [];
  for (const name of names) {
    // One that is gone by now is left out.
    const found = await shell.call.storagePoolLookupByName({ name }).catch(() => undefined);
    if (found !== undefined) pools.push(found.pool);
  }
  return filtered(shell, pools, flags);
}

async function listPools(shell: Shell, flags: number): Promise<PoolRef[]> {
  const list = async (wanted: number) =>
    (await shell.call.connectListAllStoragePools({ needResults: 1, flags: wanted })).pools;
  try {
    return await list(flags);
  } catch (thrown) {
    if (isNoSupport(thrown)) return listOneByOne(shell, flags);
    if ((thrown as LibvirtError).code !== ErrorCode.invalidArg) {
      throw new Failure("Failed to list pools", thrown);
    }
  }
  return filtered(shell, await attempt("Failed to list pools", list(flags & eitherState)), flags);
}

interface Row {
  readonly pool: PoolRef;
  readonly state: string;
  readonly autostart: string;
  readonly persistent: string;
  /** Capacity, allocation, available; undefined where the pool has none to show. */
  readonly sizes: readonly bigint[] | undefined;
  /** The host could not say. */
  readonly lost: boolean;
}

async function readRow(shell: Shell, pool: PoolRef, details: boolean): Promise<Row> {
  const orUndefined = <T>(work: Promise<T>) => work.catch(() => undefined);
  const started = (await orUndefined(shell.call.storagePoolGetAutostart({ pool })))?.autostart;
  const autostart = started === undefined ? "no autostart" : started === 0 ? "no" : "yes";
  const kept = details
    ? (await orUndefined(shell.call.storagePoolIsPersistent({ pool })))?.persistent
    : undefined;
  const persistent = kept === undefined ? "unknown" : kept === 0 ? "no" : "yes";
  const info = await orUndefined(shell.call.storagePoolGetInfo({ pool }));
  if (info === undefined) {
    shell.terminal.error("Could not retrieve pool information");
    return { pool, autostart, persistent, state: "unknown", sizes: undefined, lost: true };
  }
  const { capacity, allocation, available } = info;
  const sizes = hasSizes(info.state) ? [capacity, allocation, available] : undefined;
  if (details) {
    return { pool, autostart, persistent, state: poolStateName(info.state), sizes, lost: false };
  }
  // What cannot be asked counts as active, as virsh's -1 does.
  const active = (await orUndefined(shell.call.storagePoolIsActive({ pool })))?.active !== 0;
  return { pool, autostart, persistent, state: active ? "active" : "inactive", sizes, lost: false };
}

function printRows(shell: Shell, rows: readonly Row[], details: boolean): void {
  const short = ({ pool, state, autostart }: Row) => [pool.name, state, autostart];
  if (!details) {
    shell.table(["Name", "State", "Autostart"], rows.map(short));
    return;
  }
  const sizesOf = ({ sizes, lost }: Row) => sizes?.map(prettySize) ?? Array(3).fill(lost ? "unknown" : "-");
  shell.table(
    ["Name", "State", "Autostart", "Persistent", "Capacity", "Allocation", "Available"],
    rows.map((row) => [...short(row), row.persistent, ...sizesOf(row)]),
  );
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  exclusive(args, ["all", "inactive"]);
  const json = wantsJson(args);
  const pools = sortByName(await listPools(shell, listFlags(args)));
  const [uuid, name, details] = [args.has("uuid"), args.has("name"), args.has("details")];
  if (!json && (uuid || name)) {
    for (const pool of pools) {
      if (uuid) shell.print(`${formatUuid(pool.uuid).padEnd(36)}${name ? " " : "\n"}`);
      if (name) shell.print(`${pool.name.padEnd(20)}\n`);
    }
    return true;
  }
  const rows: Row[] = [];
  for (const pool of pools) rows.push(await readRow(shell, pool, details || json));
  if (json) {
    const yes = (word: string) => (word === "yes" ? true : word === "no" ? false : null);
    const shown = rows.map(({ pool, state, autostart, persistent, sizes }) => ({
      name: pool.name,
      uuid: formatUuid(pool.uuid),
      state,
      autostart: yes(autostart),
      persistent: yes(persistent),
      capacity: sizes?.[0] ?? null,
      allocation: sizes?.[1] ?? null,
      available: sizes?.[2] ?? null,
    }));
    printJson(shell, shown);
  } else {
    printRows(shell, rows, details);
  }
  return true;
}

export const poolList: Command = {
  name: "pool-list",
  group: "pool",
  help: "list pools",
  description: "Returns list of pools.",
  options: [
    bool("inactive", "list inactive pools"),
    bool("all", "list inactive & active pools"),
    bool("transient", "list transient pools"),
    bool("persistent", "list persistent pools"),
    bool("autostart", "list pools with autostart enabled"),
    bool("no-autostart", "list pools with autostart disabled"),
    {
      name: "type",
      type: "string",
      help: "only list pool of specified type(s) (if supported)",
      complete: poolTypes,
    },
    bool("details", "display extended details for pools"),
    bool("uuid", "list UUID of active pools only"),
    bool("name", "list name of active pools only"),
    outputOption,
  ],
  run,
};
