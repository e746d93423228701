// Runs parsed commands one after another, as virsh does: each is followed by a blank line or the time it took.

import type { CommandShell } from "./command-shell.js";
import type { CommandForm } from "./grammar/command.js";
import type { Call } from "./grammar/parser.js";

export interface Outcome {
  /** Whether the last command succeeded. */
  readonly ok: boolean;
  /** `quit` was among them. */
  readonly quit: boolean;
}

export async function runCalls<C extends CommandForm>(
  shell: CommandShell<C>,
  calls: readonly Call<C>[],
): Promise<Outcome> {
  let ok = true;
  for (const call of calls) {
    const before = process.hrtime.bigint();
    ok = await runCall(shell, call);
    if (call.command.name === "quit" || call.command.name === "exit") return { ok, quit: true };
    if (shell.timing) {
      const tookMs = Number(process.hrtime.bigint() - before) / 1e6;
      shell.print(`\n(Time: ${tookMs.toFixed(3)} ms)\n\n`);
    } else {
      shell.extra("\n");
    }
    shell.terminal.flush();
  }
  return { ok, quit: false };
}

/** Longer than anybody waits; a timer cannot have more. */
const foreverMs = 0x7fff_ffff;

async function runCall<C extends CommandForm>(shell: CommandShell<C>, call: Call<C>): Promise<boolean> {
  // Node.js ends a program that waits for nothing outside, as one does that waits for the host in its own process.
  const hold = setInterval(() => {}, foreverMs);
  try {
    return await shell.perform(call);
  } catch (thrown) {
    shell.report(thrown);
    return false;
  } finally {
    clearInterval(hold);
  }
}
