// The remote program: everything a libvirt client asks of a daemon.

import { program } from "../../program.js";
import { authCalls } from "./auth.js";
import { connectCalls, connectEvents } from "./connect.js";
import { domainCalls } from "./domain.js";
import { domainBlockCalls } from "./domain-block.js";
import { domainCheckpointCalls } from "./domain-checkpoint.js";
import { domainCpuCalls } from "./domain-cpu.js";
import { domainDeviceCalls } from "./domain-device.js";
import { domainEvents } from "./domain-event.js";
import { domainLegacyEvents } from "./domain-event-legacy.js";
import { domainGuestCalls } from "./domain-guest.js";
import { domainJobCalls } from "./domain-job.js";
import { domainLifecycleCalls } from "./domain-lifecycle.js";
import { domainLookupCalls } from "./domain-lookup.js";
import { domainMemoryCalls } from "./domain-memory.js";
import { domainSaveCalls } from "./domain-save.js";
import { domainSnapshotCalls } from "./domain-snapshot.js";
import { interfaceCalls } from "./interface.js";
import { migrationCalls } from "./migration.js";
import { networkCalls, networkEvents } from "./network.js";
import { networkPortCalls } from "./network-port.js";
import { nodeCalls } from "./node.js";
import { nodeDeviceCalls, nodeDeviceEvents } from "./node-device.js";
import { nwfilterCalls } from "./nwfilter.js";
import { registrationCalls } from "./registration.js";
import { secretCalls, secretEvents } from "./secret.js";
import { storagePoolCalls, storagePoolEvents } from "./storage-pool.js";
import { storageVolumeCalls } from "./storage-volume.js";

// Named types instead of one inferred giant: the declaration files stay small and errors readable.
type AuthCalls = ReturnType<typeof authCalls>;
type ConnectCalls = ReturnType<typeof connectCalls>;
type DomainCalls = ReturnType<typeof domainCalls>;
type DomainBlockCalls = ReturnType<typeof domainBlockCalls>;
type DomainCheckpointCalls = ReturnType<typeof domainCheckpointCalls>;
type DomainCpuCalls = ReturnType<typeof domainCpuCalls>;
type DomainDeviceCalls = ReturnType<typeof domainDeviceCalls>;
type DomainGuestCalls = ReturnType<typeof domainGuestCalls>;
type DomainJobCalls = ReturnType<typeof domainJobCalls>;
type DomainLifecycleCalls = ReturnType<typeof domainLifecycleCalls>;
type DomainLookupCalls = ReturnType<typeof domainLookupCalls>;
type DomainMemoryCalls = ReturnType<typeof domainMemoryCalls>;
type DomainSaveCalls = ReturnType<typeof domainSaveCalls>;
type DomainSnapshotCalls = ReturnType<typeof domainSnapshotCalls>;
type InterfaceCalls = ReturnType<typeof interfaceCalls>;
type MigrationCalls = ReturnType<typeof migrationCalls>;
type NetworkCalls = ReturnType<typeof networkCalls>;
type NetworkPortCalls = ReturnType<typeof networkPortCalls>;
type NodeCalls = ReturnType<typeof nodeCalls>;
type NodeDeviceCalls = ReturnType<typeof nodeDeviceCalls>;
type NwfilterCalls = ReturnType<typeof nwfilterCalls>;
type RegistrationCalls = ReturnType<typeof registrationCalls>;
type SecretCalls = ReturnType<typeof secretCalls>;
type StoragePoolCalls = ReturnType<typeof storagePoolCalls>;
type StorageVolumeCalls = ReturnType<typeof storageVolumeCalls>;
type ConnectEvents = typeof connectEvents;
type DomainEvents = typeof domainEvents;
type DomainLegacyEvents = typeof domainLegacyEvents;
type NetworkEvents = typeof networkEvents;
type NodeDeviceEvents = typeof nodeDeviceEvents;
type SecretEvents = typeof secretEvents;
type StoragePoolEvents = typeof storagePoolEvents;
export interface RemoteCalls
  extends AuthCalls,
    ConnectCalls,
    DomainCalls,
    DomainBlockCalls,
    DomainCheckpointCalls,
    DomainCpuCalls,
    DomainDeviceCalls,
    DomainGuestCalls,
    DomainJobCalls,
    DomainLifecycleCalls,
    DomainLookupCalls,
    DomainMemoryCalls,
    DomainSaveCalls,
    DomainSnapshotCalls,
    InterfaceCalls,
    MigrationCalls,
    NetworkCalls,
    NetworkPortCalls,
    NodeCalls,
    NodeDeviceCalls,
    NwfilterCalls,
    RegistrationCalls,
    SecretCalls,
    StoragePoolCalls,
    StorageVolumeCalls {}
export interface RemoteEvents
  extends ConnectEvents,
    DomainEvents,
    DomainLegacyEvents,
    NetworkEvents,
    NodeDeviceEvents,
    SecretEvents,
    StoragePoolEvents {}

/**
 * The groups as one object. A group is made when a name is looked for that none before it has, since making 400
 * declarations takes a noticeable part of the time in which a small program starts, uses a dozen and ends.
 */
function together<T extends object>(groups: readonly (() => Partial<T>)[]): T {
  const made: Record<PropertyKey, unknown> = Object.create(null);
  let next = 0;
  const makeUntil = (name?: PropertyKey) => {
    while (next < groups.length && (name === undefined || !(name in made)))
      Object.assign(made, groups[next++]!());
    return made;
  };
  return new Proxy(made, {
    get: (_, name) => made[name] ?? makeUntil(name)[name],
    has: (_, name) => name in makeUntil(name),
    ownKeys: () => Reflect.ownKeys(makeUntil()),
    getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(makeUntil(name), name),
  }) as T;
}

// First what every client uses to open a connection and to find a domain.
const calls = together<RemoteCalls>([
  authCalls,
  connectCalls,
  registrationCalls,
  domainLookupCalls,
  domainCalls,
  domainBlockCalls,
  domainCheckpointCalls,
  domainCpuCalls,
  domainDeviceCalls,
  domainGuestCalls,
  domainJobCalls,
  domainLifecycleCalls,
  domainMemoryCalls,
  domainSaveCalls,
  domainSnapshotCalls,
  interfaceCalls,
  migrationCalls,
  networkCalls,
  networkPortCalls,
  nodeCalls,
  nodeDeviceCalls,
  nwfilterCalls,
  secretCalls,
  storagePoolCalls,
  storageVolumeCalls,
]);
const events: RemoteEvents = {
  ...connectEvents,
  ...domainEvents,
  ...domainLegacyEvents,
  ...networkEvents,
  ...nodeDeviceEvents,
  ...secretEvents,
  ...storagePoolEvents,
};

export const remote = program({ name: "remote", number: 0x2000_8086, version: 1, calls, events });
