// Measures what somebody's bad behaviour costs the daemon and an honest client beside him.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { remote } from "@virtgate/protocol";
import type { Daemon } from "./harness.js";
import { WireClient } from "./wire.js";

export interface Strain {
  /** The most memory the daemon had, above what it had before, in MB. */
  readonly grownMb: number;
  /** How long the honest client waited for an answer, in the middle case: one slow moment of the machine does not count. */
  readonly waitedMs: number;
  /** Open files afterwards, above those before. */
  readonly leakedFiles: number;
  /** Lines that the log has gained, without those that every log begins with. */
  readonly lines: readonly string[];
}

export async function strain(daemon: Daemon, misbehave: () => Promise<void>): Promise<Strain> {
  const honest = await WireClient.open(daemon.socket);
  const files = openFiles(daemon);
  const before = residentMb(daemon);
  const logged = daemon.log().length;
  let most = before;
  let running = true;
  const waitsMs: number[] = [];
  const measure = (async () => {
    while (running) {
      const begun = performance.now();
      const answer = await honest.ask(remote.calls.connectGetHostname, {}, 20_000);
      if (answer === undefined) throw new Error("the honest client gets no answer");
      waitsMs.push(performance.now() - begun);
      most = Math.max(most, residentMb(daemon));
      await sleep(5);
    }
  })();
  try {
    await misbehave();
  } finally {
    running = false;
    await measure;
  }
  for (let i = 0; i < 40 && openFiles(daemon) > files; i++) await sleep(50);
  const leakedFiles = openFiles(daemon) - files;
  honest.close();
  waitsMs.sort((a, b) => a - b);
  return {
    grownMb: most - before,
    waitedMs: waitsMs[waitsMs.length >> 1] ?? Number.NaN,
    leakedFiles,
    lines: daemon
      .log()
      .slice(logged)
      .split("\n")
      .filter((line) => /: (warning|error) : /.test(line)),
  };
}

function residentMb(daemon: Daemon): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.pid}/status`, "utf8"));
  return Number(line?.[1] ?? Number.NaN) / 1000;
}

const openFiles = (daemon: Daemon): number => readdirSync(`/proc/${daemon.pid}/fd`).length;
