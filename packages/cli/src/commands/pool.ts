// Storage pools as the user names them, and as the wire does.

import { ErrorCode, ErrorDomain, type StoragePoolRef } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import type { Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { parseUuid } from "./domain.js";
import { invalidUuid } from "./uuid-argument.js";

export type PoolRef = StoragePoolRef;

export const poolOption = (help = "pool name or uuid"): Option => ({
  name: "pool",
  type: "data",
  required: true,
  help,
  complete: "pools",
});

/** For commands on volumes, which can do without. */
export const optionalPoolOption: Option = {
  name: "pool",
  type: "string",
  help: "pool name or uuid",
  complete: "pools",
};

type NamedBy = "uuid" | "name";

/** By uuid where it could be one, then by name. The last look-up's reason is told. */
export async function lookupPool(
  shell: Shell,
  command: string,
  args: Arguments,
  { option = "pool", ways = ["uuid", "name"] }: { option?: string; ways?: readonly NamedBy[] } = {},
): Promise<PoolRef> {
  const given = args.required(option);
  shell.trace(`${command}: found option <${option}>: ${given}`);
  const trying = (what: string) => shell.traceDetail(`${command}: <${option}> trying as pool ${what}`);
  let reason: unknown;
  if (ways.includes("uuid") && Buffer.byteLength(given) === 36) {
    trying("UUID");
    const uuid = parseUuid(given);
    try {
      if (uuid === undefined) throw invalidUuid("virStoragePoolLookupByUUIDString", ErrorDomain.storage);
      return (await shell.call.storagePoolLookupByUuid({ uuid })).pool;
    } catch (thrown) {
      reason = thrown;
    }
  }
  if (ways.includes("name")) {
    trying("NAME");
    try {
      return (await shell.call.storagePoolLookupByName({ name: given })).pool;
    } catch (thrown) {
      reason = thrown;
    }
  }
  throw new Failure(`failed to get pool '${given}'`, reason);
}

/** virStoragePoolState */
const states = ["inactive", "building", "running", "degraded", "inaccessible"];
export const poolStateName = (state: number): string => states[state] ?? "unknown";
/** Only these have sizes. */
export const hasSizes = (state: number): boolean => state === 2 || state === 3;

export const isNoSupport = (thrown: unknown): boolean =>
  (thrown as { code?: unknown }).code === ErrorCode.noSupport;
