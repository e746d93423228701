// `secret-event`: waits for what happens to secrets.

import { secretEvents } from "@virtgate/client";
import type { SecretRef } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { formatUuid } from "./domain.js";
import { listEvents, readWaitOptions, waitForEvents, waitOptions, wantedEvent } from "./event-wait.js";
import { lookupSecret } from "./secret.js";

const eventNames = Object.keys(secretEvents) as (keyof typeof secretEvents)[];

/** virSecretEventLifecycleType */
const lifecycle = ["Defined", "Undefined"];

/** As virsh, goes on for all secrets when the one asked for is not there, and says why not in the end. */
async function filterOf(
  shell: Shell,
  args: Arguments,
): Promise<{ of: { ref: SecretRef } | null; reason?: unknown }> {
  if (!args.has("secret")) return { of: null };
  try {
    return { of: { ref: await lookupSecret(shell, "secret-event", args) } };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    shell.terminal.error(thrown.message);
    return { of: null, reason: thrown.cause };
  }
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  if (args.has("list")) {
    listEvents(shell, args, eventNames);
    return true;
  }
  const name = wantedEvent(args, eventNames);
  const options = readWaitOptions(args);
  const { of, reason } = await filterOf(shell, args);
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
