// Runs a row of the events table: one client waits, another acts on the same daemon.
import { setTimeout as sleep } from "node:timers/promises";
import type { Daemon } from "./harness.js";
import type { EventRow } from "./rows/events.js";
import { files } from "./rows/files.js";
import { type ClientName, type RowOutcome, runOnce, virshHung } from "./run-row.js";

/** How long a client takes to start and to register for its events, amply. */
const registeredAfterMs: Record<ClientName, number> = { virsh: 250, virtgate: 600 };

export async function runEvents(
  client: ClientName,
  daemon: Daemon,
  uri: string,
  row: EventRow,
  known: Readonly<Record<string, string>> = files,
): Promise<RowOutcome> {
  const listener = runOnce(client, daemon, uri, row.listen, known);
  if (row.act === undefined) return listener;
  await sleep(registeredAfterMs[client]);
  const acted = await runOnce("virsh", daemon, daemon.uris.unix, row.act, known);
  const heard = await listener;
  // Who listened has gone by then: both start again.
  return virshHung("virsh", acted, row.act) ? runEvents(client, daemon, uri, row, known) : heard;
}
