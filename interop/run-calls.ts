// Sequences of calls by hand: what a client library would never send, and what it hides of the answers.
import { decode, errorLayout, MessageStatus, type Procedure, remote } from "@virtgate/protocol";
import type { Daemon } from "./harness.js";
import { type Heard, testDomain, WireClient } from "./wire.js";

/** A call and its arguments; `dom` is the domain "test" unless the arguments say otherwise. */
export type Step = readonly [name: keyof typeof remote.calls, args?: Readonly<Record<string, unknown>>];

/** What each call of the sequence was answered, on a hypervisor of its own. */
export async function runCalls(daemon: Daemon, steps: readonly Step[]): Promise<unknown[]> {
  const client = await WireClient.open(daemon.socket);
  const answers: unknown[] = [];
  for (const [name, args = {}] of steps) {
    const procedure = remote.calls[name] as Procedure;
    const heard = await client.ask(procedure, { dom: testDomain, ...args }, 8_000);
    answers.push([name, heard === undefined ? "nothing" : plain(answerOf(procedure, heard), daemon.folder)]);
  }
  client.close();
  return answers;
}

/** Where the payload of a packet begins. */
const payload = 28;

function answerOf(procedure: Procedure, { header, packet }: Heard): unknown {
  if (header.status === MessageStatus.ok) return decode(procedure.ret, packet, payload);
  const { code, domain, message, str1, str2, str3, int1, int2 } = decode(errorLayout, packet, payload);
  return { code, domain, message, str1, str2, str3, int1, int2 };
}

/** For comparing: the daemon's own folder has no name, and numbers of 64 bits are text. */
function plain(value: unknown, folder: string): unknown {
  if (typeof value === "string") return value.replaceAll(folder, "<folder>");
  if (typeof value === "bigint") return `${value}`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map((one) => plain(one, folder));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one, folder)]));
}
