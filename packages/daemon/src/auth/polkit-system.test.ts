// How many checks are with polkit at once, how they end, and what is asked when the bus is gone.

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PolkitQuestion, PolkitVerdict } from "./polkit-authority.js";
import type { PolkitBus } from "./polkit-bus.js";
import { noBus } from "./polkit-errors.js";
import { SystemPolkit } from "./polkit-system.js";

const question: PolkitQuestion = {
  subject: { pid: 7, startTime: 8n, uid: 9 },
  action: "org.x",
  interactive: false,
};
const people = { ...question, interactive: true };

/** A bus whose answers are given by the test. */
class FakeBus {
  readonly asked: { signal: AbortSignal; answer(verdict: PolkitVerdict): void }[] = [];
  connections = 0;
  end = () => {};
  connect = async (onEnd: () => void): Promise<PolkitBus> => {
    this.connections++;
    this.end = onEnd;
    return { ask: this.#ask, close: () => {} } as unknown as PolkitBus;
  };

  readonly #ask = (_: PolkitQuestion, signal: AbortSignal, answered: () => void) =>
    new Promise<PolkitVerdict>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      this.asked.push({
        signal,
        answer: (verdict) => {
          answered();
          resolve(verdict);
        },
      });
    });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("the bus is connected to when it is needed, once, and again after it has ended", async () => {
  const bus = new FakeBus();
  const polkit = new SystemPolkit({ connect: bus.connect });
  expect(bus.connections).toBe(0);
  const checks = [polkit.check(question), polkit.check(question)];
  await turn();
  expect(bus.connections).toBe(1);
  bus.asked[1]!.answer("challenge");
  bus.asked[0]!.answer("authorized");
  expect(await Promise.all(checks.map(({ verdict }) => verdict))).toEqual(["authorized", "challenge"]);
  bus.end();
  const later = polkit.check(question);
  await turn();
  expect(bus.connections).toBe(2);
  bus.asked[2]!.answer("dismissed");
  expect(await later.verdict).toBe("dismissed");
});

test("so many at once; people who are slow with their passwords do not keep the others out", async () => {
  const bus = new FakeBus();
  const polkit = new SystemPolkit({ connect: bus.connect });
  const slow = Array.from({ length: 260 }, () => polkit.check(people));
  await turn();
  expect(bus.asked.length).toBe(60);
  await expect(polkit.check(people).verdict).rejects.toThrow(/LimitsExceeded/);
  const quick = polkit.check(question);
  await turn();
  bus.asked[60]!.answer("authorized");
  expect(await quick.verdict).toBe("authorized");
  // One that waits may go, and one that is answered makes room.
  polkit.cancel(slow[60]!);
  await expect(slow[60]!.verdict).rejects.toThrow("Operation was cancelled");
  bus.asked[0]!.answer("authorized");
  await turn();
  await turn();
  expect(bus.asked.length).toBe(62);
  polkit.close();
  const ends = await Promise.allSettled(slow.map(({ verdict }) => verdict));
  expect(ends.filter(({ status }) => status === "fulfilled").length).toBe(1);
});

test("a check that is called off keeps its place until the bus has forgotten it", async () => {
  const bus = new FakeBus();
  const polkit = new SystemPolkit({ connect: bus.connect });
  const checks = Array.from({ length: 61 }, () => polkit.check(people));
  await turn();
  polkit.cancel(checks[0]!);
  await expect(checks[0]!.verdict).rejects.toThrow("Operation was cancelled");
  expect(bus.asked[0]!.signal.aborted).toBe(true);
  await turn();
  expect(bus.asked.length).toBe(60);
  bus.asked[0]!.answer("not authorized");
  await turn();
  expect(bus.asked.length).toBe(61);
  polkit.cancel(checks[0]!);
  polkit.close();
  await Promise.allSettled(checks.map(({ verdict }) => verdict));
});

test("no answer in time", async () => {
  const bus = new FakeBus();
  const polkit = new SystemPolkit({ connect: bus.connect, deadlineMs: 5, interactiveDeadlineMs: 1e6 });
  const patient = polkit.check(people);
  await expect(polkit.check(question).verdict).rejects.toThrow("error from service: Timeout was reached");
  bus.asked[0]!.answer("authorized");
  expect(await patient.verdict).toBe("authorized");
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-pkcheck-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const missing = () => Promise.reject(noBus(Object.assign(new Error(), { code: "ENOENT" })));

/** A pkcheck that does this. */
function pkcheck(script: string): string {
  const path = join(folder, "pkcheck");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test.each([
  [0, "authorized"],
  [1, "not authorized"],
  [2, "challenge"],
  [3, "dismissed"],
])("without a bus pkcheck is asked: status %i is %s", async (status, expected) => {
  const program = pkcheck(`echo "$*" > ${folder}/args; exit ${status}`);
  const polkit = new SystemPolkit({ connect: missing, pkcheck: program });
  expect(await polkit.check({ ...people, details: { name: "a b", x: "--y" } }).verdict).toBe(expected);
  expect(readFileSync(join(folder, "args"), "utf8")).toBe(
    "--action-id org.x --process 7,8,9 --allow-user-interaction -d name a b -d x --y\n",
  );
});

test("where pkcheck does not know either, it is the bus that counts", async () => {
  const words = "Unable to get system bus connection: Could not connect: No such file or directory";
  for (const program of [join(folder, "no such"), pkcheck("echo 'Error getting authority' >&2; exit 127")]) {
    const polkit = new SystemPolkit({ connect: missing, pkcheck: program });
    await expect(polkit.check(question).verdict).rejects.toThrow(words);
  }
});

test("without the library, pkcheck's words count", async () => {
  const none = () => Promise.reject(new Error("no library"));
  const words =
    "Error checking for authorization org.x: GDBus.Error:org.y.Failed: Action org.x is not registered";
  const polkit = new SystemPolkit({ connect: none, pkcheck: pkcheck(`echo '${words}' >&2; exit 127`) });
  await expect(polkit.check(question).verdict).rejects.toThrow(
    "error from service: GDBus.Error:org.y.Failed: Action org.x is not registered",
  );
});

test("a pkcheck that nobody waits for is ended", async () => {
  const polkit = new SystemPolkit({
    connect: missing,
    pkcheck: pkcheck(`echo > ${folder}/started; exec sleep 60`),
  });
  const check = polkit.check(people);
  const ended = expect(check.verdict).rejects.toThrow("Operation was cancelled");
  for (;;) {
    try {
      readFileSync(join(folder, "started"));
      break;
    } catch {
      await turn();
    }
  }
  polkit.cancel(check);
  await ended;
});
