// A bounded run of npm run fuzz -- --sasl.
import { expect, test } from "vitest";
import { fuzzSasl } from "./sasl-fuzz-attack.js";

const cases = 20_000;
const seed = Number(process.env.VIRTGATE_FUZZ_SEED ?? Date.now() % 2 ** 32);

test(`${cases} lying sign-ins hurt nobody (VIRTGATE_FUZZ_SEED=${seed})`, { timeout: 120_000 }, async () => {
  const report = await fuzzSasl(seed, cases);
  expect(Object.keys(report.causes).sort()).toEqual(
    expect.arrayContaining(["malformed message", "server not genuine", "unknown user", "wrong password"]),
  );
  expect(report.wellEnded).toBeGreaterThan(0);
  expect(report.slowestMs).toBeLessThan(5000); // a million rounds of PBKDF2 on a busy machine
});
