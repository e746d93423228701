import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { watchSignals } from "./signals.js";

const cases = [
  [["SIGTERM"], ["stop SIGTERM"]],
  [
    ["SIGQUIT", "SIGINT"],
    ["stop SIGQUIT", "force SIGINT"],
  ],
  [
    ["SIGINT", "SIGTERM", "SIGTERM"],
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
  const stop = watchSignals(
    {
      stop: (signal) => seen.push(`stop ${signal}`),
      force: (signal) => seen.push(`force ${signal}`),
      reload: () => seen.push("reload"),
    },
    process,
  );
  for (const signal of signals) process.emit(signal, signal);
  expect(seen).toEqual(expected);
  stop();
  expect(process.eventNames()).toEqual([]);
});
