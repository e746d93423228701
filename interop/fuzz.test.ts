// A bounded run of npm run fuzz.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fuzz } from "./fuzz-attack.js";
import { type Daemon, startDaemon } from "./harness.js";
import { title } from "./peers.js";

const why = process.platform === "linux" ? undefined : "needs Linux, to see the daemon's memory in /proc";
const frames = 20_000;
const seed = Number(process.env.VIRTGATE_FUZZ_SEED ?? Date.now() % 2 ** 32);

describe.skipIf(why)(title("malformed frames", why), () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startDaemon("virtgated");
  });
  afterAll(() => daemon?.stop());

  test(`${frames} of them hurt nobody (VIRTGATE_FUZZ_SEED=${seed})`, { timeout: 120_000 }, async () => {
    const report = await fuzz(daemon, seed, frames);
    expect(daemon.isRunning()).toBe(true);
    expect(report.honestAnswers).toBe(report.connections);
    expect(report.lateMb).toBeLessThan(400);
    expect(report.filesAfter).toBeLessThanOrEqual(report.filesBefore);
  });
});
