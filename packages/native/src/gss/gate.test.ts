import { expect, test } from "vitest";
import { gate } from "./gate.js";

function held() {
  let release: () => void = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
}

test("as many run as may, the others wait for their turn, and beyond that nobody waits", async () => {
  const calls = gate(2, 2);
  const order: number[] = [];
  const holds = [held(), held(), held(), held()];
  const running = holds.map(({ until }, at) =>
    calls.pass(async () => {
      order.push(at);
      await until;
    }),
  );
  await Promise.resolve();
  expect(order).toEqual([0, 1]);
  await expect(calls.pass(async () => {})).rejects.toThrow("too many Kerberos sign-ins at once");
  for (const { release } of holds) release();
  await Promise.all(running);
  expect(order).toEqual([0, 1, 2, 3]);
  expect(await calls.pass(async () => 5)).toBe(5);
});

test("a call that fails gives its place back", async () => {
  const calls = gate(1, 1);
  for (let round = 0; round < 5; round++) {
    await expect(calls.pass(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  }
  expect(await calls.pass(async () => 1)).toBe(1);
});
