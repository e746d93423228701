// Everything this daemon can do for the remote program.

import type { remote } from "@virtgate/protocol";
import type { Handlers } from "../call.js";
import { connectHandlers } from "./connect.js";
import { domainHandlers } from "./domain.js";
import { domainCheckpointHandlers } from "./domain-checkpoint.js";
import { domainDeviceHandlers } from "./domain-device.js";
import { domainEventHandlers } from "./domain-events.js";
import { domainFdHandlers } from "./domain-fds.js";
import { domainLifecycleHandlers } from "./domain-lifecycle.js";
import { domainSaveHandlers } from "./domain-save.js";
import { domainSnapshotHandlers } from "./domain-snapshot.js";
import { domainTuningHandlers } from "./domain-tuning.js";
import { nodeHandlers } from "./node.js";
import { nodeDeviceHandlers } from "./node-device.js";

export const remoteHandlers: Handlers<typeof remote.calls> = {
  ...connectHandlers,
  ...nodeHandlers,
  ...domainHandlers,
  ...domainLifecycleHandlers,
  ...domainSaveHandlers,
  ...domainTuningHandlers,
  ...domainDeviceHandlers,
  ...domainEventHandlers,
  ...domainSnapshotHandlers,
  ...domainCheckpointHandlers,
  ...nodeDeviceHandlers,
};
