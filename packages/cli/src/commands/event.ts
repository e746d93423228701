// `event`: waits for what happens to domains.

import type { EventQueue } from "@virtgate/client";
import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import { onInterrupt } from "../interrupt.js";
import type { Shell } from "../shell.js";
import { type DomainRef, formatUuid, lookupDomain } from "./domain.js";
import { type EventName, eventNames, eventText } from "./event-text.js";
import { wantsJson } from "./output.js";

/** More seconds than this do not fit the C `int` of milliseconds that virsh keeps them in. */
const maxTimeoutSeconds = 2_147_483;

interface Plan {
  readonly names: readonly EventName[];
  readonly dom: DomainRef | undefined;
  readonly loop: boolean;
  readonly timestamp: boolean;
  readonly json: boolean;
  readonly timeoutMs: number | undefined;
}

/** `2026-11-22 00:40:34.960+0000`, as in libvirt's logs. */
export const timestampOf = (now: Date) => now.toISOString().replace("T", " ").replace("Z", "+0000");

function timeoutMs(args: Arguments): number | undefined {
  const seconds = args.uint("timeout");
  if (seconds === undefined) return undefined;
  if (seconds < 1 || seconds > maxTimeoutSeconds) {
    throw new Failure(
      `Numeric value '${args.raw("timeout")}' for <timeout> option is malformed or out of range`,
    );
  }
  return seconds * 1000;
}

function wantedNames(args: Arguments): readonly EventName[] {
  if (args.has("all")) return eventNames;
  const given = args.string("event");
  if (given === undefined) throw new Failure("one of --list, --all, or --event <type> is required");
  const name = eventNames.find((one) => one === given);
  if (name === undefined) throw new Failure(`unknown event type ${given}`);
  return [name];
}

/** One line of JSON for an event: `{ time, event, domain, ... }`. */
function eventJson(name: EventName, now: Date, value: object): string {
  const plain = (key: string, one: unknown) => {
    if (typeof one === "bigint") return Number.isSafeInteger(Number(one)) ? Number(one) : String(one);
    if (one instanceof Uint8Array) return key === "uuid" ? formatUuid(one) : [...one];
    return one;
  };
  const { dom, ...rest } = value as { dom: DomainRef };
  return `${JSON.stringify({ time: now.toISOString(), event: name, domain: dom, ...rest }, plain)}\n`;
}

type Ended = "events" | "timeout" | "interrupt" | "lost";

async function wait(shell: Shell, plan: Plan): Promise<boolean> {
  let count = 0;
  let end: (how: Ended) => void = () => {};
  const ended = new Promise<Ended>((resolve) => {
    end = resolve;
  });
  const show = (name: EventName, value: never) => {
    if (!plan.loop && count > 0) return;
    count++;
    const now = new Date();
    const stamp = plan.timestamp ? `${timestampOf(now)}: ` : "";
    shell.print(plan.json ? eventJson(name, now, value) : `${stamp}${eventText(name, value)}`);
    shell.terminal.flush();
    if (!plan.loop) end("events");
  };
  const of = plan.dom === undefined ? null : { ref: plan.dom };
  const { events, closed } = shell.host;
  const queues: EventQueue<unknown>[] = plan.names.map((name) =>
    events.domain(name, of, { listener: (value) => show(name, value as never) }),
  );
  const timer = plan.timeoutMs && setTimeout(() => end("timeout"), plan.timeoutMs);
  const release = onInterrupt(() => end("interrupt"));
  void closed.then(() => end("lost"));
  let how: Ended = "lost";
  try {
    // Kinds that the host does not know are refused one by one; the first refusal is told.
    await Promise.all(queues.map(({ ready }) => ready));
    how = await ended;
    if (!plan.json && how === "timeout") shell.print("event loop timed out\n");
    if (!plan.json && how === "interrupt") shell.print("event loop interrupted\n");
  } finally {
    clearTimeout(timer || undefined);
    release();
    await Promise.all(queues.map((queue) => queue.return()));
  }
  if (!plan.json) shell.print(`events received: ${count}\n`);
  if (count === 0 && how === "lost") {
    throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "client socket is closed");
  }
  return count > 0;
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  exclusive(args, ["all", "event"], ["list", "all"], ["list", "event"]);
  const json = wantsJson(args);
  if (args.has("list")) {
    shell.print(json ? `${JSON.stringify(eventNames)}\n` : eventNames.map((name) => `${name}\n`).join(""));
    return true;
  }
  const names = wantedNames(args);
  const limit = timeoutMs(args);
  const dom = args.has("domain") ? await lookupDomain(shell, "event", args) : undefined;
  return wait(shell, {
    names,
    dom,
    loop: args.has("loop"),
    timestamp: args.has("timestamp"),
    json,
    timeoutMs: limit,
  });
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
    bool("loop", "loop until timeout or interrupt, rather than one-shot"),
    { name: "timeout", type: "int", help: "timeout seconds" },
    bool("list", "list valid event types"),
    bool("timestamp", "show timestamp for each printed event"),
    outputOption,
  ],
  run,
};
