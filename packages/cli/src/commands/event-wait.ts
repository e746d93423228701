// Waiting for events of any kind: until one has come, or until time, the user or the connection ends it.

import type { EventQueue } from "@virtgate/client";
import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Option } from "../grammar/command.js";
import { onInterrupt } from "../interrupt.js";
import type { Shell } from "../shell.js";
import { formatUuid } from "./domain.js";
import { wantsJson } from "./output.js";

/** More seconds than this do not fit the C `int` of milliseconds that virsh keeps them in. */
const maxTimeoutSeconds = 2_147_483;

export interface WaitOptions {
  readonly loop: boolean;
  readonly timestamp: boolean;
  readonly json: boolean;
  readonly timeoutMs: number | undefined;
}

/** An event: its line or lines, and what JSON shows of it. */
export type Show = (event: string, text: string, value: object) => void;

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

/** Reads the options of `waitOptions`, and `--output`. */
export function readWaitOptions(args: Arguments): WaitOptions {
  return {
    loop: args.has("loop"),
    timestamp: args.has("timestamp"),
    json: wantsJson(args),
    timeoutMs: timeoutMs(args),
  };
}

/** The options that all commands for events have, in virsh's order. */
export const waitOptions: readonly Option[] = [
  bool("loop", "loop until timeout or interrupt, rather than one-shot"),
  { name: "timeout", type: "int", help: "timeout seconds" },
  bool("list", "list valid event types"),
  bool("timestamp", "show timestamp for each printed event"),
];

/** The one kind of events that `--event` names, for commands that wait for one kind only. */
export function wantedEvent<Name extends string>(args: Arguments, names: readonly Name[]): Name {
  const given = args.string("event");
  if (given === undefined) throw new Failure("either --list or --event <type> is required");
  const name = names.find((one) => one === given);
  if (name === undefined) throw new Failure(`unknown event type ${given}`);
  return name;
}

export function listEvents(shell: Shell, args: Arguments, names: readonly string[]): void {
  const json = wantsJson(args);
  shell.print(json ? `${JSON.stringify(names)}\n` : names.map((name) => `${name}\n`).join(""));
}

/** Which object's events are wanted: null for all. `reason`: why it is not the one that was asked for. */
export interface Wanted<Ref> {
  readonly of: { readonly ref: Ref } | null;
  readonly reason?: unknown;
}

/** As virsh, goes on for all objects when the one asked for is not there, and says why not in the end. */
export async function oneOrAll<Ref>(
  shell: Shell,
  isNamed: boolean,
  lookup: () => Promise<Ref>,
): Promise<Wanted<Ref>> {
  if (!isNamed) return { of: null };
  try {
    return { of: { ref: await lookup() } };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    shell.terminal.error(thrown.message);
    return { of: null, reason: thrown.cause };
  }
}

/** One line of JSON for an event: `{ time, event, ... }`. */
function eventJson(event: string, now: Date, value: object): string {
  const plain = (key: string, one: unknown) => {
    if (typeof one === "bigint") return Number.isSafeInteger(Number(one)) ? Number(one) : String(one);
    if (one instanceof Uint8Array) return key === "uuid" ? formatUuid(one) : [...one];
    return one;
  };
  return `${JSON.stringify({ time: now.toISOString(), event, ...value }, plain)}\n`;
}

type Ended = "events" | "timeout" | "interrupt" | "lost";

/** `register` starts to listen, and hands each event to its argument. True: at least one came. */
export async function waitForEvents(
  shell: Shell,
  options: WaitOptions,
  register: (show: Show) => readonly EventQueue<unknown>[],
): Promise<boolean> {
  const { loop, timestamp, json } = options;
  let count = 0;
  let end: (how: Ended) => void = () => {};
  const ended = new Promise<Ended>((resolve) => {
    end = resolve;
  });
  const queues = register((event, text, value) => {
    if (!loop && count > 0) return;
    count++;
    const now = new Date();
    const stamp = timestamp ? `${timestampOf(now)}: ` : "";
    shell.print(json ? eventJson(event, now, value) : `${stamp}${text}`);
    shell.terminal.flush();
    if (!loop) end("events");
  });
  const timer = options.timeoutMs && setTimeout(() => end("timeout"), options.timeoutMs);
  const release = onInterrupt(() => end("interrupt"));
  void shell.host.closed.then(() => end("lost"));
  let how: Ended = "lost";
  try {
    // Kinds that the host does not know are refused one by one; the first refusal is told.
    await Promise.all(queues.map(({ ready }) => ready));
    how = await ended;
    if (!json && how === "timeout") shell.print("event loop timed out\n");
    if (!json && how === "interrupt") shell.print("event loop interrupted\n");
  } finally {
    clearTimeout(timer || undefined);
    release();
    await Promise.all(queues.map((queue) => queue.return()));
  }
  if (!json) shell.print(`events received: ${count}\n`);
  if (count === 0 && how === "lost") {
    throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "client socket is closed");
  }
  return count > 0;
}
