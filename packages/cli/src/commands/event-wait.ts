// Waiting for events: once or in a loop, for some time or until the user ends it.

import type { EventQueue } from "@virtgate/client";
import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Option } from "../grammar/command.js";
import { onInterrupt } from "../interrupt.js";
import type { Shell } from "../shell.js";
import { formatUuid } from "./domain.js";

/** More seconds than this do not fit the C `int` of milliseconds that virsh keeps them in. */
const maxTimeoutSeconds = 2_147_483;

export interface Waiting {
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

export const loopOption: Option = bool("loop", "loop until timeout or interrupt, rather than one-shot");
export const timeoutOption: Option = { name: "timeout", type: "int", help: "timeout seconds" };
export const timestampOption: Option = bool("timestamp", "show timestamp for each printed event");

export const waitingOf = (args: Arguments, json: boolean): Waiting => ({
  loop: args.has("loop"),
  timestamp: args.has("timestamp"),
  json,
  timeoutMs: timeoutMs(args),
});

/** One event: its line for people, and what it holds for programs. */
export interface Shown {
  readonly text: string;
  readonly json: object;
}

/** One line of JSON for an event. */
function jsonLine(now: Date, value: object): string {
  const plain = (key: string, one: unknown) => {
    if (typeof one === "bigint") return Number.isSafeInteger(Number(one)) ? Number(one) : String(one);
    if (one instanceof Uint8Array) return key === "uuid" ? formatUuid(one) : [...one];
    return one;
  };
  return `${JSON.stringify({ time: now.toISOString(), ...value }, plain)}\n`;
}

type Ended = "events" | "timeout" | "interrupt" | "lost";

/** `listen` asks for the events; it gets what is to be called with each. True when there was one. */
export async function waitForEvents(
  shell: Shell,
  waiting: Waiting,
  listen: (show: (event: Shown) => void) => readonly EventQueue<unknown>[],
): Promise<boolean> {
  let count = 0;
  let end: (how: Ended) => void = () => {};
  const ended = new Promise<Ended>((resolve) => {
    end = resolve;
  });
  const show = ({ text, json }: Shown) => {
    if (!waiting.loop && count > 0) return;
    count++;
    const now = new Date();
    const stamp = waiting.timestamp ? `${timestampOf(now)}: ` : "";
    shell.print(waiting.json ? jsonLine(now, json) : `${stamp}${text}`);
    shell.terminal.flush();
    if (!waiting.loop) end("events");
  };
  const queues = listen(show);
  const timer = waiting.timeoutMs && setTimeout(() => end("timeout"), waiting.timeoutMs);
  const release = onInterrupt(() => end("interrupt"));
  void shell.host.closed.then(() => end("lost"));
  let how: Ended = "lost";
  try {
    // Kinds that the host does not know are refused one by one; the first refusal is told.
    await Promise.all(queues.map(({ ready }) => ready));
    how = await ended;
    if (!waiting.json && how === "timeout") shell.print("event loop timed out\n");
    if (!waiting.json && how === "interrupt") shell.print("event loop interrupted\n");
  } finally {
    clearTimeout(timer || undefined);
    release();
    await Promise.all(queues.map((queue) => queue.return()));
  }
  if (!waiting.json) shell.print(`events received: ${count}\n`);
  if (count === 0 && how === "lost") {
    throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "client socket is closed");
  }
  return count > 0;
}
