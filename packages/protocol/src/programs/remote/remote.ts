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
type AuthCalls = typeof authCalls;
type ConnectCalls = typeof connectCalls;
type DomainCalls = typeof domainCalls;
type DomainBlockCalls = typeof domainBlockCalls;
type DomainCheckpointCalls = typeof domainCheckpointCalls;
type DomainCpuCalls = typeof domainCpuCalls;
type DomainDeviceCalls = typeof domainDeviceCalls;
type DomainGuestCalls = typeof domainGuestCalls;
type DomainJobCalls = typeof domainJobCalls;
type DomainLifecycleCalls = typeof domainLifecycleCalls;
type DomainLookupCalls = typeof domainLookupCalls;
type DomainMemoryCalls = typeof domainMemoryCalls;
type DomainSaveCalls = typeof domainSaveCalls;
type DomainSnapshotCalls = typeof domainSnapshotCalls;
type InterfaceCalls = typeof interfaceCalls;
type MigrationCalls = typeof migrationCalls;
type NetworkCalls = typeof networkCalls;
type NetworkPortCalls = typeof networkPortCalls;
type NodeCalls = typeof nodeCalls;
type NodeDeviceCalls = typeof nodeDeviceCalls;
type NwfilterCalls = typeof nwfilterCalls;
type RegistrationCalls = typeof registrationCalls;
type SecretCalls = typeof secretCalls;
type StoragePoolCalls = typeof storagePoolCalls;
type StorageVolumeCalls = typeof storageVolumeCalls;
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

// Spreading 24 objects into one takes four times as long, and every start of a program waits for it.
function together<T extends object>(groups: readonly Partial<T>[]): T {
  const all = Object.create(null);
  for (const group of groups) for (const name in group) all[name] = group[name];
  return all;
}

const calls = together<RemoteCalls>([
  authCalls,
  connectCalls,
  domainCalls,
  domainBlockCalls,
  domainCheckpointCalls,
  domainCpuCalls,
  domainDeviceCalls,
  domainGuestCalls,
  domainJobCalls,
  domainLifecycleCalls,
  domainLookupCalls,
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
  registrationCalls,
  secretCalls,
  storagePoolCalls,
  storageVolumeCalls,
]);
const events = together<RemoteEvents>([
  connectEvents,
  domainEvents,
  domainLegacyEvents,
  networkEvents,
  nodeDeviceEvents,
  secretEvents,
  storagePoolEvents,
]);

export const remote = program({ name: "remote", number: 0x2000_8086, version: 1, calls, events });
