/** Whether a snapshot or checkpoint that was taken before may be put back, perhaps in the place of another. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { DomainState } from "@virtgate/protocol/constants";
import { requireStableAbi } from "../domain/abi/stability.js";
import { refuse } from "../refusal.js";
import { formatUuid } from "../uuid.js";
import type { MomentDefinition } from "./moment.js";
import { DISK_SNAPSHOT, type SnapshotDefinition } from "./snapshot.js";

const invalid = (detail: string) => refuse(ErrorDomain.domainSnapshot, ErrorCode.invalidArg, detail);

/** The domain inside has to be the one that it is a snapshot or checkpoint of. */
export function requireOwnUuid(
  what: "snapshot" | "checkpoint",
  { name, domain }: MomentDefinition,
  uuid: Uint8Array,
): void {
  if (domain === undefined || formatUuid(domain.uuid) === formatUuid(uuid)) return;
  const from = what === "snapshot" ? ErrorDomain.domainSnapshot : ErrorDomain.domainCheckpoint;
  const detail = `definition for ${what} ${name} must use uuid ${formatUuid(uuid)}`;
  throw refuse(from, ErrorCode.invalidArg, detail);
}

const isOnline = ({ state }: SnapshotDefinition) =>
  state === DomainState.running || state === DomainState.paused;
const isDiskOnly = ({ state }: SnapshotDefinition) => state === DISK_SNAPSHOT;

export function requireReplaceable(
  given: SnapshotDefinition,
  uuid: Uint8Array,
  other: SnapshotDefinition | undefined,
): void {
  requireOwnUuid("snapshot", given, uuid);
  if (other === undefined) return;
  if (isOnline(other) !== isOnline(given))
    throw invalid(`cannot change between online and offline snapshot state in snapshot ${given.name}`);
  if (isDiskOnly(other) !== isDiskOnly(given))
    throw invalid(`cannot change between disk only and full system in snapshot ${given.name}`);
  if (other.domain !== undefined && given.domain !== undefined) requireStableAbi(other.domain, given.domain);
}
