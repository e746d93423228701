// Thousands of calls about a few pools, decided by chance and the same on both daemons: equal answers, equal events.
import { describe, expect, test } from "vitest";
import type { Daemon } from "./harness.js";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { missing, root, title } from "./peers.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "python", "virtgated");
const seeds = [1, 2, 3];
const count = 1500;

interface Life {
  readonly answers: readonly unknown[];
  readonly events: readonly unknown[];
}

async function live({ uris }: Daemon, seed: number): Promise<Life> {
  const words = [`${root}/interop/live-with-pools.py`, uris.unix, String(seed), String(count)];
  const { stdout, stderr, status } = await runToEnd("/usr/bin/python3", words, {
    env: cleanEnvironment({}),
    timeoutMs: 50_000,
  });
  if (status !== 0) throw new Error(`live-with-pools.py ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout) as Life;
}

describe.skipIf(why)(title("a life with pools", why), () => {
  const pair = startPair();
  test.each(seeds)("from seed %i", async (seed) => {
    const { peer, subject } = pair();
    const [expected, got] = await Promise.all([live(peer, seed), live(subject, seed)]);
    expect(expected.answers).toHaveLength(count);
    expect(got.answers).toEqual(expected.answers);
    expect(got.events).toEqual(expected.events);
    expect(got.events.length).toBeGreaterThan(100);
  });
});
