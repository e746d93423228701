// How long a command takes from start to end, beside a node that does nothing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnvironment } from "../interop/harness-process.js";
import { programOf } from "../interop/peers.js";

export interface StartTimes {
  /** Milliseconds by program. */
  readonly [program: string]: number[];
}

/** Lists the domains of `uri` with each program in turns, so that a slow moment of the machine meets all of them. */
export function startTimes(rounds: number, uri: string): StartTimes {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-start-"));
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  const listing = ["-c", uri, "list"];
  const node: number[] = [];
  const virtgate: number[] = [];
  const virsh: number[] = [];
  for (let round = 0; round < rounds; round++) {
    node.push(duration(process.execPath, [empty]));
    virtgate.push(duration(process.execPath, [programOf("cli", "virtgate"), ...listing]));
    virsh.push(duration("virsh", listing));
  }
  rmSync(folder, { recursive: true, force: true });
  return { node, virtgate, virsh };
}

function duration(program: string, args: readonly string[]): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(program, args, { env: cleanEnvironment(), encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - begun;
}
