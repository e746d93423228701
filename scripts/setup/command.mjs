// Runs the tools that the scripts are made of: one place that says what is run and what came of it.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout, wherever the script was called from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A line for the person in front of the terminal. Standard error stays free for what goes wrong. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Runs a program with this terminal and gives its exit status (a signal or a missing program counts as 1). */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: "inherit", ...options });
  if (result.error) process.stderr.write(`${program}: ${result.error.message}\n`);
  return result.status ?? 1;
}

/** As `run`, but the script ends here when the program fails: nothing after it could work. */
export function must(program, args, options = {}) {
  const status = run(program, args, options);
  if (status !== 0) {
    process.stderr.write(`"${[program, ...args].join(" ")}" failed with status ${status}\n`);
    process.exit(status);
  }
}

/** Runs a program quietly and gives its output, or undefined when it cannot be run or fails. */
export function read(program, args) {
  const result = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  return result.status === 0 ? result.stdout : undefined;
}

/** Runs a program quietly. Throws what it has to say when it fails. */
export function runQuietly(program, args) {
  const { status, error, stderr } = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`"${[program, ...args].join(" ")}" failed: ${error?.message ?? stderr.trim()}`);
}
