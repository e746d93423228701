// `nodedev-event`: waits for what happens to the host's devices.

import type { NodeDeviceRef } from "@virtgate/protocol";
import type { Command } from "../grammar/command.js";
import { outputOption } from "../grammar/command.js";
import { listEvents, readWaitOptions, waitForEvents, waitOptions, wantedEvent } from "./event-wait.js";
import { lookupDevice } from "./nodedev.js";

const eventNames = ["lifecycle", "update"] as const;

/** virNodeDeviceEventLifecycleType. */
const lifecycles = ["Created", "Deleted", "Defined", "Undefined"];

type Event = { readonly dev: NodeDeviceRef; readonly event?: number };

export const nodedevEvent: Command = {
  name: "nodedev-event",
  group: "nodedev",
  help: "Node Device Events",
  description: "List event types, or wait for node device events to occur",
  options: [
    { name: "device", type: "string", help: "filter by node device name", complete: "devices" },
    { name: "event", type: "string", help: "which event type to wait for", complete: eventNames },
    ...waitOptions,
    outputOption,
  ],
  async run(shell, args) {
    if (args.has("list")) {
      listEvents(shell, args, eventNames);
      return true;
    }
    const name = wantedEvent(args, eventNames);
    const options = readWaitOptions(args);
    const of = args.string("device") === undefined ? null : { ref: await lookupDevice(shell, args) };
    return waitForEvents(shell, options, (show) => [
      shell.host.events.nodeDevice(name, of, {
        listener: (value) => {
          const { dev, event } = value as Event;
          const what = event === undefined ? "" : `: ${lifecycles[event] ?? "unknown"}`;
          show(name, `event '${name}' for node device ${dev.name}${what}\n`, value as Event);
        },
      }),
    ]);
  },
};
