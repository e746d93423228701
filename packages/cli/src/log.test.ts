import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LogLevel, logLine } from "./log.js";
import { run } from "./testing/run.js";

test("a line of the log", () => {
  const now = new Date(2026, 10, 2, 3, 4, 5);
  expect(logLine(now, 42, LogLevel.error, "text\n")).toBe("[2026.11.02 03:04:05 virtgate 42] ERROR text\n");
});

test("errors, and with --debug more, go to the log file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-log-"));
  const file = join(folder, "log");
  await run(["-l", file, "-d", "1", "echo a; echo --bogus"]);
  const lines = readFileSync(file, "utf8").replace(/^\[.*?\] /gm, "");
  expect(lines).toBe(
    'INFO commands: "echo a; echo --bogus"\nINFO echo: string(optdata): a\n' +
      "ERROR command 'echo' doesn't support option --bogus\n",
  );
  rmSync(folder, { recursive: true });
});

const debug = "error: VIRSH_DEBUG not set with a valid numeric value\n";

test.each([
  [{ VIRSH_DEBUG: "abc" }, ["echo", "a"], "a\n", debug + debug],
  [{ VIRSH_DEBUG: "abc" }, ["-d", "3", "echo", "a"], "a\n", debug],
  [{ VIRSH_DEBUG: "5" }, ["echo", "a"], "a\n", debug + debug],
  [{ VIRSH_DEBUG: " 1" }, ["echo", "a"], "echo: string(optdata): a\na\n", ""],
  [{ VIRSH_LOG_FILE: "" }, ["echo", "a"], "a\n", ""],
  [
    { VIRSH_LOG_FILE: "/dev/null/x" },
    ["-v"],
    "",
    "error: failed to open the log file. check the log file path\n",
  ],
  [{}, ["-l", "/tmp", "echo"], "", "error: failed to open the log file. check the log file path\n"],
])("%j %j", async (env, words, stdout, stderr) => {
  const said = await run(words, env);
  expect(said).toMatchObject({ stdout, stderr });
});
