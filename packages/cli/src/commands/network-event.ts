// `net-event`: waits for what happens to networks.

import type { EventValue, networkEvents } from "@virtgate/client";
import type { Arguments } from "../grammar/arguments.js";
import { type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import {
  listEvents,
  oneOrAll,
  readWaitOptions,
  waitForEvents,
  waitOptions,
  wantedEvent,
} from "./event-wait.js";
import { lookupNetwork } from "./network.js";

/** Those of virsh 9.0.0. */
const eventNames = ["lifecycle"] as const;

/** virNetworkEventLifecycleType. */
const lifecycle = ["Defined", "Undefined", "Started", "Stopped"];

type Lifecycle = EventValue<typeof networkEvents.lifecycle>;

/** Its line, and what JSON shows of it. */
function shown({ net, event, detail }: Lifecycle): [text: string, value: object] {
  const text = `event 'lifecycle' for network ${net.name}: ${lifecycle[event] ?? "unknown"}\n`;
  return [text, { network: net, type: event, detail }];
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  if (args.has("list")) {
    listEvents(shell, args, eventNames);
    return true;
  }
  const name = wantedEvent(args, eventNames);
  const options = readWaitOptions(args);
  const { of, reason } = await oneOrAll(shell, args.has("network"), () =>
    lookupNetwork(shell, "net-event", args),
  );
  const came = await waitForEvents(shell, options, (show) => [
    shell.host.events.network(name, of, { listener: (value) => show(name, ...shown(value as Lifecycle)) }),
  ]);
  if (!came && reason !== undefined) throw reason;
  return came;
}

export const netEvent: Command = {
  name: "net-event",
  group: "network",
  help: "Network Events",
  description: "List event types, or wait for network events to occur",
  options: [
    { name: "network", type: "string", help: "filter by network name or uuid", complete: "networks" },
    { name: "event", type: "string", help: "which event type to wait for", complete: eventNames },
    ...waitOptions,
    outputOption,
  ],
  run,
};
