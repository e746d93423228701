// `event`: waits for what happens to domains.

import { Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { type EventName, eventNames, eventText } from "./event-text.js";
import { listEvents, readWaitOptions, waitForEvents, waitOptions } from "./event-wait.js";

function wantedNames(args: Arguments): readonly EventName[] {
  if (args.has("all")) return eventNames;
  const given = args.string("event");
  if (given === undefined) throw new Failure("one of --list, --all, or --event <type> is required");
  const name = eventNames.find((one) => one === given);
  if (name === undefined) throw new Failure(`unknown event type ${given}`);
  return [name];
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  exclusive(args, ["all", "event"], ["list", "all"], ["list", "event"]);
  if (args.has("list")) {
    listEvents(shell, args, eventNames);
    return true;
  }
  const names = wantedNames(args);
  const options = readWaitOptions(args);
  const of = args.has("domain") ? { ref: await lookupDomain(shell, "event", args) } : null;
  return waitForEvents(shell, options, (show) =>
    names.map((name) =>
      shell.host.events.domain(name, of, {
        listener(value) {
          const { dom, ...rest } = value as unknown as { dom: DomainRef };
          show(name, eventText(name, value as never), { domain: dom, ...rest });
        },
      }),
    ),
  );
}

export const event: Command = {
  name: "event",
  group: "events",
  help: "Domain Events",
  description: "List event types, or wait for domain events to occur",
  options: [
    { name: "domain", type: "string", help: "filter by domain name, id or uuid", complete: "domains" },
    { name: "event", type: "string", help: "which event type to wait for", complete: eventNames },
    bool("all", "wait for all events instead of just one type"),
    ...waitOptions,
    outputOption,
  ],
  run,
};
