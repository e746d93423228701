// `net-event`: waits for what happens to networks.

import type { EventValue, networkEvents } from "@virtgate/client";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import {
  loopOption,
  type Shown,
  timeoutOption,
  timestampOption,
  waitForEvents,
  waitingOf,
} from "./event-wait.js";
import { lookupNetwork, type NetworkRef } from "./network.js";
import { wantsJson } from "./output.js";

/** Those of virsh 9.0.0. */
const eventNames = ["lifecycle"] as const;

/** virNetworkEventLifecycleType. */
const lifecycle = ["Defined", "Undefined", "Started", "Stopped"];

type Lifecycle = EventValue<typeof networkEvents.lifecycle>;

function shown({ net, event, detail }: Lifecycle): Shown {
  const text = `event 'lifecycle' for network ${net.name}: ${lifecycle[event] ?? "unknown"}\n`;
  return { text, json: { event: "lifecycle", network: net, type: event, detail } };
}

/** A network that is not found is told of, but then virsh waits for all of them, and tells why at the end. */
async function wanted(shell: Shell, args: Arguments): Promise<{ net?: NetworkRef; missing?: Failure }> {
  if (!args.has("network")) return {};
  try {
    return { net: await lookupNetwork(shell, "net-event", args) };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    shell.terminal.error(thrown.message);
    return { missing: thrown };
  }
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  const json = wantsJson(args);
  if (args.has("list")) {
    shell.print(json ? `${JSON.stringify(eventNames)}\n` : eventNames.map((name) => `${name}\n`).join(""));
    return true;
  }
  const given = args.string("event");
  if (given === undefined) throw new Failure("either --list or --event <type> is required");
  const name = eventNames.find((one) => one === given);
  if (name === undefined) throw new Failure(`unknown event type ${given}`);
  const waiting = waitingOf(args, json);
  const { net, missing } = await wanted(shell, args);
  const of = net === undefined ? null : { ref: net };
  const happened = await waitForEvents(shell, waiting, (show) => [
    shell.host.events.network(name, of, { listener: (value) => show(shown(value as Lifecycle)) }),
  ]);
  if (!happened && missing !== undefined) throw new Failure("", missing.cause);
  return happened;
}

export const netEvent: Command = {
  name: "net-event",
  group: "network",
  help: "Network Events",
  description: "List event types, or wait for network events to occur",
  options: [
    { name: "network", type: "string", help: "filter by network name or uuid", complete: "networks" },
    { name: "event", type: "string", help: "which event type to wait for", complete: eventNames },
    loopOption,
    timeoutOption,
    bool("list", "list valid event types"),
    timestampOption,
    outputOption,
  ],
  run,
};
