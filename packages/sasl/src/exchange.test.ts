import { expect, test } from "vitest";
import { answerOnce, exchangeOf, type Script } from "./exchange.js";
import { bytes, refusal, text } from "./testing/ends.js";

async function* echo(first: Uint8Array | null): Script<string> {
  const second = yield first;
  return { send: second, result: `${text(first)} ${text(second)}` };
}

test("a script yields what is sent, and ends with a result", async () => {
  const exchange = exchangeOf(echo);
  expect(await exchange.step(null)).toEqual({ done: false, send: null });
  expect(await exchange.step(bytes("b"))).toEqual({ done: true, send: bytes("b"), result: "null b" });
});

test("nothing goes on after the end, nor after a refusal", async () => {
  const over = exchangeOf(echo);
  await over.step(null);
  await over.step(null);
  expect((await refusal(() => over.step(null))).message).toBe(
    "SASL(-5): bad protocol / cancel: the exchange is over",
  );
  const refused = answerOnce(async () => {
    throw new Error("no");
  });
  await expect(refused.step(null)).rejects.toThrow("no");
  expect((await refusal(() => refused.step(null))).cause).toBe("out of order");
});

test("one step at a time", async () => {
  const exchange = exchangeOf(echo);
  const first = exchange.step(null);
  expect((await refusal(() => exchange.step(null))).detail).toBe("a step is still running");
  expect(await first).toEqual({ done: false, send: null });
});
