// npm run check: what can be said about the sources without running them. Every step runs, so one look shows all.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, run, say } from "./setup/command.mjs";

const built = (name) => [process.execPath, join("build/scripts", `${name}.js`)];

const steps = [
  ["types", ["node_modules/.bin/tsc", "-b"]],
  ["format and lint", ["node_modules/.bin/biome", "ci", "--error-on-warnings"]],
  ["import fence", built("check-imports")],
  ["wire lock", built("wire-lock")],
  ["facts", built("check-facts")],
];

let failed = 0;
for (const [name, [program, ...args]] of steps) {
  const script = args[0]?.endsWith(".js") ? args[0] : program;
  const known = script === process.execPath || existsSync(join(root, script));
  const ok = known && run(program, args) === 0;
  if (!known) process.stderr.write(`${script} does not exist; run npm run build\n`);
  if (!ok) failed++;
  say(`check: ${name}: ${ok ? "ok" : "FAILED"}`);
}
process.exit(failed === 0 ? 0 : 1);
