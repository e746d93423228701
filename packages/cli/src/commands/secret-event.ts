// `secret-event`: waits for what happens to secrets.

import { secretEvents } from "@virtgate/client";
import type { SecretRef } from "@virtgate/protocol";
import type { Arguments } from "../grammar/arguments.js";
import { type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { formatUuid } from "./domain.js";
import {
  listEvents,
  oneOrAll,
  readWaitOptions,
  waitForEvents,
  waitOptions,
  wantedEvent,
} from "./event-wait.js";
import { lookupSecret } from "./secret.js";

const eventNames = Object.keys(secretEvents) as (keyof typeof secretEvents)[];

/** virSecretEventLifecycleType */
const lifecycle = ["Defined", "Undefined"];

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  if (args.has("list")) {
    listEvents(shell, args, eventNames);
    return true;
  }
  const name = wantedEvent(args, eventNames);
  const options = readWaitOptions(args);
  const { of, reason } = await oneOrAll(shell, args.has("secret"), () =>
    lookupSecret(shell, "secret-event", args),
  );
  const came = await waitForEvents(shell, options, (show) => [
    shell.host.events.secret(name, of, {
      listener(value) {
        const { secret, event } = value as { secret: SecretRef; event?: number };
        const what = event === undefined ? "" : `: ${lifecycle[event] ?? "unknown"}`;
        show(name, `event '${name}' for secret ${formatUuid(secret.uuid)}${what}\n`, value as object);
      },
    }),
  ]);
  if (!came && reason !== undefined) throw reason;
  return came;
}

export const secretEvent: Command = {
  name: "secret-event",
  group: "secret",
  help: "Secret Events",
  description: "List event types, or wait for secret events to occur",
  options: [
    { name: "secret", type: "string", help: "filter by secret name or uuid", complete: "secrets" },
    { name: "event", type: "string", help: "which event type to wait for", complete: eventNames },
    ...waitOptions,
    outputOption,
  ],
  run,
};
