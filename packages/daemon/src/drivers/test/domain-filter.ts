// Which domains a list is about.

import { ConnectListAllDomainsFlags, DomainState } from "@virtgate/protocol/constants";
import type { TestDomain } from "./domain.js";

const only = ConnectListAllDomainsFlags;

/** Groups of filters: of each group that is used at all, a domain must match one filter. */
const filterGroups: readonly (readonly [flag: number, matches: (domain: TestDomain) => boolean])[][] = [
  [
    [only.active, (domain) => domain.active],
    [only.inactive, (domain) => !domain.active],
  ],
  [
    [only.persistent, (domain) => domain.persistent],
    [only.transient, (domain) => !domain.persistent],
  ],
  [
    [only.running, ({ state }) => state === DomainState.running],
    [only.paused, ({ state }) => state === DomainState.paused],
    [only.shutoff, ({ state }) => state === DomainState.shutoff],
    [only.other, ({ state }) => !ordinaryStates.has(state)],
  ],
  [
    [only.managedsave, (domain) => domain.managedSave],
    [only.noManagedsave, (domain) => !domain.managedSave],
  ],
  [
    [only.autostart, (domain) => domain.autostart],
    [only.noAutostart, (domain) => !domain.autostart],
  ],
  [
    [only.hasSnapshot, (domain) => domain.snapshotCount > 0],
    [only.noSnapshot, (domain) => domain.snapshotCount === 0],
  ],
  [
    [only.hasCheckpoint, (domain) => domain.checkpointCount > 0],
    [only.noCheckpoint, (domain) => domain.checkpointCount === 0],
  ],
];
const ordinaryStates: ReadonlySet<number> = new Set([
  DomainState.running,
  DomainState.paused,
  DomainState.shutoff,
]);
export const knownFilters = filterGroups.flat().reduce((mask, [flag]) => mask | flag, 0);

/** The test that these flags make together. */
export function domainFilter(flags: number): (domain: TestDomain) => boolean {
  const used = filterGroups
    .map((group) => group.filter(([flag]) => (flags & flag) !== 0))
    .filter((group) => group.length > 0);
  return (domain) => used.every((group) => group.some(([, matches]) => matches(domain)));
}
