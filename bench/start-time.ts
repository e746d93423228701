// How long a command takes from start to end, beside a node that does nothing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnvironment } from "../interop/harness-process.js";
import { programOf } from "../interop/peers.js";

export interface StartTimes {
  readonly virtgateMs: number[];
  readonly nodeMs: number[];
  readonly virshMs: number[];
}

/** One after another in turns, so that a slow moment of the machine meets all of them. */
export function startTimes(rounds: number): StartTimes {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-start-"));
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  const listing = ["-c", "test:///default", "list"];
  const times: StartTimes = { virtgateMs: [], nodeMs: [], virshMs: [] };
  for (let round = 0; round < rounds; round++) {
    times.nodeMs.push(duration(process.execPath, [empty]));
    times.virtgateMs.push(duration(process.execPath, [programOf("cli", "virtgate"), ...listing]));
    times.virshMs.push(duration("virsh", listing));
  }
  rmSync(folder, { recursive: true, force: true });
  return times;
}

function duration(program: string, args: readonly string[]): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(program, args, { env: cleanEnvironment(), encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - begun;
}
