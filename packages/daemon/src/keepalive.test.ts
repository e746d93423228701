import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KeepAlive } from "./keepalive.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Runs for 12 seconds, hearing something at the given times; answers when it pinged and when it gave up. */
function watch(intervalSeconds: number, count: number, heardAtSeconds: number[]): string {
  const events: string[] = [];
  const now = () => (performance.now() - start) / 1000;
  const keepAlive = new KeepAlive(
    { intervalSeconds, count },
    () => events.push(`ping ${now()}`),
    () => events.push(`dead ${now()}`),
  );
  const start = performance.now();
  keepAlive.start();
  for (let second = 0; second < 12; second++) {
    if (heardAtSeconds.includes(second)) keepAlive.heard();
    vi.advanceTimersByTime(1000);
  }
  keepAlive.stop();
  return events.join(", ");
}

// "keepalive_interval = 1, keepalive_count = 2 closes 3 s after the last message" was watched with libvirtd.
test.each([
  [1, 2, [], "ping 1, ping 2, dead 3"],
  [1, 0, [], "dead 1"],
  [5, 5, [], "ping 5, ping 10"],
  [2, 1, [3], "ping 2, ping 5, dead 7"],
  [3, 1, [1, 2], "ping 5, dead 8"],
  [-1, 5, [], ""],
  [0, 5, [], ""],
  [2, 1, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], ""],
] as [number, number, number[], string][])(
  "interval %i, count %i, heard at %j",
  (interval, count, heard, expected) => {
    expect(watch(interval, count, heard)).toBe(expected);
  },
);
