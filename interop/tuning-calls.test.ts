// Calls by hand about tuning, threads, statistics and the guest, to both daemons: the same answers, the same errors
// field by field.
import { describe, expect, test } from "vitest";
import { missing, title } from "./peers.js";
import { tuningCalls } from "./rows/tuning-calls.js";
import { runCalls } from "./run-calls.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virtgated");

describe.skipIf(why)(title("tuning by hand", why), () => {
  const pair = startPair();
  test.each(Object.entries(tuningCalls))("%s", async (_name, rows) => {
    const { peer, subject } = pair();
    for (const row of rows) {
      const [expected, got] = await Promise.all([runCalls(peer, row), runCalls(subject, row)]);
      expect(got).toEqual(expected);
    }
  });
});
