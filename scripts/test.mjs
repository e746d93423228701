// npm test: everything, on a machine that has nothing but Node. The last line is always "N passed, N failed".
// What is given after "--" goes to Vitest: npm test -- interop/raw
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./setup/build.mjs";
import { root, run, say } from "./setup/command.mjs";
import { installModules } from "./setup/modules.mjs";
import { installPeers } from "./setup/peers.mjs";
import { closingLine, skipped, tally } from "./setup/tally.mjs";

process.on("exit", (status) => {
  if (status !== 0 && !closed) say("0 passed, 1 failed"); // a step before the tests ended the run
});
let closed = false;

installModules();
installPeers();
build();

// The checks count as one test.
const checks = run(process.execPath, ["scripts/check.mjs"]) === 0;

const reportFile = join(root, "build/vitest.json");
mkdirSync(join(root, "build"), { recursive: true });
rmSync(reportFile, { force: true });
const env = { ...process.env };
delete env.NODE_EXTRA_CA_CERTS; // doubles the start time of every node the tests start
const vitest = run(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportFile}`,
    ...process.argv.slice(2),
  ],
  { env },
);

const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, "utf8")) : undefined;
const sum = report ? tally(report) : { passed: 0, failed: 1, skipped: 0 };
for (const line of report ? skipped(report) : []) say(line);
if (checks) sum.passed += 1;
else sum.failed += 1;
if (vitest !== 0 && sum.failed === 0) sum.failed = 1;
const ran = sum.passed + sum.failed > 1;
if (!ran) say("No test ran.");
closed = true;
say(closingLine(sum));
process.exit(sum.failed > 0 || !ran ? 1 : 0);
