// Everything this daemon can do for the remote program.

import type { remote } from "@virtgate/protocol";
import type { Handlers } from "../call.js";
import { connectHandlers } from "./connect.js";
import { domainHandlers } from "./domain.js";
import { domainCheckpointHandlers } from "./domain-checkpoint.js";
import { domainDeviceHandlers } from "./domain-device.js";
import { domainEventHandlers } from "./domain-events.js";
import { domainFdHandlers } from "./domain-fds.js";
import { domainGuestHandlers } from "./domain-guest.js";
import { domainLifecycleHandlers } from "./domain-lifecycle.js";
import { domainParameterHandlers } from "./domain-parameters.js";
import { domainSaveHandlers } from "./domain-save.js";
import { domainSnapshotHandlers } from "./domain-snapshot.js";
import { domainStatisticsHandlers } from "./domain-statistics.js";
import { domainThreadHandlers } from "./domain-threads.js";
import { domainTuningHandlers } from "./domain-tuning.js";
import { interfaceHandlers } from "./interface.js";
import { networkHandlers } from "./network.js";
import { networkEventHandlers } from "./network-events.js";
import { nodeHandlers } from "./node.js";
import { nodeDeviceHandlers } from "./node-device.js";
import { refusedHandlers } from "./refused.js";
import { storagePoolHandlers } from "./storage-pool.js";
import { storagePoolEventHandlers } from "./storage-pool-events.js";
import { storageVolumeHandlers } from "./storage-volume.js";

export const remoteHandlers: Handlers<typeof remote.calls> = {
  ...connectHandlers,
  ...nodeHandlers,
  ...domainHandlers,
  ...domainLifecycleHandlers,
  ...domainSaveHandlers,
  ...domainTuningHandlers,
  ...domainDeviceHandlers,
  ...domainThreadHandlers,
  ...domainParameterHandlers,
  ...domainStatisticsHandlers,
  ...domainGuestHandlers,
  ...refusedHandlers,
  ...domainEventHandlers,
  ...domainFdHandlers,
  ...storagePoolHandlers,
  ...storagePoolEventHandlers,
  ...storageVolumeHandlers,
  ...domainSnapshotHandlers,
  ...domainCheckpointHandlers,
  ...nodeDeviceHandlers,
  ...networkHandlers,
  ...networkEventHandlers,
  ...interfaceHandlers,
};
