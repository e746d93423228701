// Runs snippets with libvirt's Python binding: what the real client library makes of a daemon's answers.
import type { Daemon } from "./harness.js";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { normaliseText } from "./normalise.js";
import { root } from "./peers.js";

export type PythonCase = readonly [title: string, code: string];

/** What each case showed, in their order: see run-cases.py. */
export async function runPython(
  daemon: Daemon,
  uri: string,
  cases: readonly PythonCase[],
  options: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<unknown[]> {
  const { stdout, stderr, status } = await runToEnd(
    "/usr/bin/python3",
    [`${root}/interop/run-cases.py`, uri, ...options],
    { input: JSON.stringify(cases), env: cleanEnvironment(environment), timeoutMs: 55_000 },
  );
  if (status !== 0) throw new Error(`run-cases.py ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout, (_key, value: unknown) =>
    typeof value === "string" ? normaliseText(value, daemon, "/nowhere") : value,
  );
}
