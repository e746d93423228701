// The same with libvirtd and with virtgated: one answer, the same lines in the log, and in ours the cause.
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { SaslDaemon } from "./sasl-daemons.js";

export async function alike<T>(
  both: readonly [SaslDaemon, SaslDaemon],
  act: (daemon: SaslDaemon) => Promise<T>,
  cause: string | undefined,
  plain: (line: string) => string = (line) => line,
): Promise<T> {
  for (const daemon of both) daemon.forgetLines();
  const answers = await Promise.all(both.map(act));
  const seen = () => both.map((daemon, i) => ({ answer: answers[i]!, log: daemon.newLines().map(plain) }));
  let [expected, got] = seen();
  // What a client hears may come before what the log says about it.
  for (let i = 0; i < 20 && expected!.log.length !== got!.log.length; i++) {
    await sleep(25);
    [expected, got] = seen();
  }
  expect(got).toEqual(expected);
  if (both[1].name === "virtgated") expect(both[1].causes()).toEqual(cause === undefined ? [] : [cause]);
  return answers[1]!;
}
