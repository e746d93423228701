// libvirt's Python binding, once with libvirtd and once with virtgated: equal values, equal errors field by field.
import { beforeAll, describe, expect, test } from "vitest";
import type { Daemon, Uris } from "./harness.js";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { normaliseText } from "./normalise.js";
import { missing, root, title } from "./peers.js";
import { python } from "./rows/python.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "python", "virtgated");
const roads: [keyof Uris, string[]][] = [
  ["unix", []],
  ["unixReadonly", ["--readonly"]],
  ["tcp", []],
];

/** What each row showed, in the order of the rows. */
async function runAll(daemon: Daemon, road: keyof Uris, options: string[]): Promise<unknown[]> {
  const { stdout, stderr, status } = await runToEnd(
    "/usr/bin/python3",
    [`${root}/interop/run-cases.py`, daemon.uris[road], ...options],
    { input: JSON.stringify(python), env: cleanEnvironment(), timeoutMs: 55_000 },
  );
  if (status !== 0) throw new Error(`run-cases.py ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout, (_key, value: unknown) =>
    typeof value === "string" ? normaliseText(value, daemon, "/nowhere") : value,
  );
}

describe.skipIf(why)(title("the Python binding finds no difference", why), () => {
  const pair = startPair();
  describe.each(roads)("over %s", (road, options) => {
    let expected: unknown[] = [];
    let got: unknown[] = [];
    beforeAll(async () => {
      const { peer, subject } = pair();
      [expected, got] = await Promise.all([runAll(peer, road, options), runAll(subject, road, options)]);
    });
    test.each(python.map(([name], index) => [name, index] as const))("%s", (_name, index) => {
      expect(JSON.stringify(expected[index])).not.toContain('"mistake"');
      expect(got[index]).toEqual(expected[index]);
    });
  });
});
