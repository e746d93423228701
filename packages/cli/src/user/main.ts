// What the command line loads for `virtgate user`, and only then.

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Terminal } from "../terminal.js";
import { systemPasswords } from "./context.js";
import { runUser } from "./program.js";

export const user = (words: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> =>
  runUser(words, {
    env,
    terminal,
    now: () => new Date(),
    passwords: systemPasswords,
    hostname: hostname(),
    isRoot: process.getuid?.() === 0,
    random: randomBytes,
    gssProblem,
  });

async function gssProblem(): Promise<string | undefined> {
  try {
    const { systemGss } = await import("@virtgate/native");
    await systemGss();
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
