// npm run fuzz: a million malformed frames, before and after sign-in, against a running virtgated.
//
//   npm run fuzz -- [--frames 1000000] [--seed N]
//   npm run fuzz -- --sasl [--cases 1000000] [--seed N]     lying sign-ins instead, without a daemon
import { parseArgs } from "node:util";
import { fuzz } from "./fuzz-attack.js";
import { startDaemon } from "./harness.js";
import { fuzzSasl } from "./sasl-fuzz-attack.js";

/** What a daemon may grow between a tenth of the frames and the end. */
const growthMb = 64;

const { values } = parseArgs({
  options: {
    frames: { type: "string" },
    sasl: { type: "boolean" },
    cases: { type: "string" },
    seed: { type: "string" },
  },
});
const frames = Number(values.frames ?? 1_000_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 32);

if (values.sasl) {
  const cases = Number(values.cases ?? 1_000_000);
  const again = `npm run fuzz -- --sasl --cases ${cases} --seed ${seed}`;
  process.stdout.write(`${cases} lying sign-ins, seed ${seed} (again: ${again})\n`);
  const report = await fuzzSasl(seed, cases, (done) => process.stderr.write(`\r${done} sign-ins`)).catch(
    (error: unknown) => {
      process.stderr.write("\n");
      console.error("FAILED:", error);
      process.exit(1);
    },
  );
  process.stderr.write("\n");
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exit(0);
}

process.stdout.write(
  `${frames} frames, seed ${seed} (again: npm run fuzz -- --frames ${frames} --seed ${seed})\n`,
);

const daemon = await startDaemon("virtgated");
let failed = false;
try {
  const report = await fuzz(daemon, seed, frames, (done) => process.stderr.write(`\r${done} frames`));
  process.stderr.write("\n");
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  failed = report.lateMb - report.earlyMb > growthMb || report.filesAfter > report.filesBefore;
  if (failed) process.stdout.write("FAILED: memory or open files have grown\n");
} catch (error) {
  failed = true;
  process.stdout.write(`FAILED: ${error instanceof Error ? error.stack : error}\n`);
} finally {
  await daemon.stop();
}
process.exit(failed ? 1 : 0);
