import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { watchSignals } from "./signals.js";

/** What arrives, `+1000` being a wait of so many milliseconds, and what is done. */
const cases: [string[], string[]][] = [
  [["SIGTERM"], ["stop SIGTERM"]],
  [
    ["SIGQUIT", "+1000", "SIGINT"],
    ["stop SIGQUIT", "force SIGINT"],
  ],
  [["SIGTERM", "SIGTERM", "+999", "SIGTERM"], ["stop SIGTERM"]],
  [
    ["SIGINT", "+2000", "SIGTERM", "SIGTERM"],
    ["stop SIGINT", "force SIGTERM", "force SIGTERM"],
  ],
  [
    ["SIGHUP", "SIGHUP"],
    ["reload", "reload"],
  ],
  [
    ["SIGHUP", "SIGTERM", "SIGHUP"],
    ["reload", "stop SIGTERM"],
  ],
];

test.each(cases)("%j", (signals, expected) => {
  const process = new EventEmitter();
  const seen: string[] = [];
  let nowMs = 5000;
  const stop = watchSignals(
    {
      stop: (signal) => seen.push(`stop ${signal}`),
      force: (signal) => seen.push(`force ${signal}`),
      reload: () => seen.push("reload"),
    },
    process,
    () => nowMs,
  );
  for (const signal of signals) {
    if (signal.startsWith("+")) nowMs += Number(signal);
    else process.emit(signal, signal);
  }
  expect(seen).toEqual(expected);
  stop();
  expect(process.eventNames()).toEqual([]);
});
