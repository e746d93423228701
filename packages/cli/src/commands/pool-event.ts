// `pool-event`: waits for what happens to storage pools.

import { storagePoolEvents } from "@virtgate/client";
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
import { lookupPool, type PoolRef } from "./pool.js";

const eventNames = Object.keys(storagePoolEvents) as (keyof typeof storagePoolEvents)[];

/** virStoragePoolEventLifecycleType */
const lifecycle = ["Defined", "Undefined", "Started", "Stopped", "Created", "Deleted"];

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  if (args.has("list")) {
    listEvents(shell, args, eventNames);
    return true;
  }
  const name = wantedEvent(args, eventNames);
  const options = readWaitOptions(args);
  const { of, reason } = await oneOrAll(shell, args.has("pool"), () => lookupPool(shell, "pool-event", args));
  const came = await waitForEvents(shell, options, (show) => [
    shell.host.events.storagePool(name, of, {
      listener(value) {
        const { pool, event } = value as { pool: PoolRef; event?: number };
        const what = event === undefined ? "" : `: ${lifecycle[event] ?? "unknown"}`;
        show(name, `event '${name}' for storage pool ${pool.name}${what}\n`, value as object);
      },
    }),
  ]);
  if (!came && reason !== undefined) throw reason;
  return came;
}

export const poolEvent: Command = {
  name: "pool-event",
  group: "pool",
  help: "Storage Pool Events",
  description: "List event types, or wait for storage pool events to occur",
  options: [
    { name: "pool", type: "string", help: "filter by storage pool name or uuid", complete: "pools" },
    { name: "event", type: "string", help: "which event type to wait for", complete: eventNames },
    ...waitOptions,
    outputOption,
  ],
  run,
};
