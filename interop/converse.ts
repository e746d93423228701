// Runs a program step by step: each step waits for words of its output and then does something, such as typing.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment } from "./harness-process.js";

export type Step = readonly [awaited: string, act: (type: (text: string) => void) => void];

const waitsMs = 20_000;

/** Everything it printed, and its exit status. With `terminal`, it has one of its own. */
export async function converse(
  words: readonly string[],
  steps: readonly Step[],
  { terminal = false, env = {} }: { terminal?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<{ printed: string; status: number | null }> {
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const [program, ...args] = terminal ? ["script", "-qec", quoted, "/dev/null"] : words;
  const child = spawn(program!, args, { env: cleanEnvironment(env), stdio: ["pipe", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stdin.on("error", () => {});
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const deadline = setTimeout(() => child.kill("SIGKILL"), waitsMs);
  try {
    let from = 0;
    for (const [awaited, act] of steps) {
      for (;;) {
        const at = printed.indexOf(awaited, from);
        if (at >= 0) {
          from = at + awaited.length;
          break;
        }
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`${words[0]} never says ${awaited}:\n${printed}`);
        await sleep(10);
      }
      act((text) => child.stdin.write(text));
    }
    return { status: await ended, printed: printed.replaceAll("\r", "") };
  } finally {
    clearTimeout(deadline);
    child.kill("SIGKILL");
  }
}
