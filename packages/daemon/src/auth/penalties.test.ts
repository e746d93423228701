import { expect, test } from "vitest";
import { Penalties } from "./penalties.js";

const most = 8000;

/** Fails `count` times, one after another, and says how long the next one would wait. */
function after(count: number, source: string | undefined, user: string | undefined) {
  const clock = { nowMs: 0 };
  const penalties = new Penalties(() => clock.nowMs);
  const fail = () => penalties.enter(source, user, most).end(false);
  for (let i = 0; i < count; i++) fail();
  const peek = (otherSource = source, otherUser = user) => {
    const { waitMs, end } = penalties.enter(otherSource, otherUser, most);
    end(true);
    return waitMs;
  };
  return { clock, penalties, fail, peek };
}

test.each([
  [0, 0],
  [3, 0],
  [4, 250],
  [5, 500],
  [8, 4000],
  [9, 8000],
  [1000, 8000],
])("after %i failures of one name the verdict waits %i ms", (count, waitMs) => {
  expect(after(count, undefined, "fred").peek()).toBe(waitMs);
});

test.each([
  [10, 0],
  [11, 250],
  [12, 500],
])("after %i failures of one address, whatever the names, it waits %i ms", (count, waitMs) => {
  const { penalties, peek } = after(0, "192.0.2.1", undefined);
  for (let i = 0; i < count; i++) penalties.enter("192.0.2.1", `user ${i}`, most).end(false);
  expect(peek("192.0.2.1", "fred")).toBe(waitMs);
});

test("others do not wait", () => {
  const { peek } = after(20, "192.0.2.1", "fred");
  expect(peek("192.0.2.2", "joe")).toBe(0);
});

test("the right password clears the name, but not the address", () => {
  const { penalties } = after(12, "192.0.2.1", "fred");
  const { waitMs, end } = penalties.enter("192.0.2.2", "fred", most);
  expect(waitMs).toBe(most);
  end(true);
  expect(penalties.enter("192.0.2.2", "fred", most).waitMs).toBe(0);
  expect(penalties.enter("192.0.2.1", "joe", most).waitMs).toBe(500);
});

test("time forgives, one failure in half a minute", () => {
  const { clock, peek } = after(5, undefined, "fred");
  clock.nowMs += 29_999;
  expect(after(5, undefined, "fred").peek()).toBe(500);
  clock.nowMs += 1;
  expect(peek()).toBe(250);
});

test("verdicts that are awaited at once count as failures", () => {
  const penalties = new Penalties(() => 0);
  const waits = Array.from({ length: 6 }, () => penalties.enter(undefined, "fred", most).waitMs);
  expect(waits).toEqual([0, 0, 0, 0, 250, 500]);
});

test("one address holds no more than four places while it waits", () => {
  const { penalties } = after(20, "192.0.2.1", undefined);
  const attempts = Array.from({ length: 5 }, (_, i) => penalties.enter("192.0.2.1", `user ${i}`, most));
  expect(attempts.map(({ waitMs }) => waitMs)).toEqual([most, most, most, most, undefined]);
  attempts[0]!.end(false);
  attempts[4]!.end(false);
  expect(penalties.enter("192.0.2.1", "fred", most).waitMs).toBe(most);
});

test("an administrator may do without", () => {
  const { penalties } = after(20, "192.0.2.1", "fred");
  expect(penalties.enter("192.0.2.1", "fred", 0).waitMs).toBe(0);
});

test("the memory is bounded, and the quiet are forgotten first", () => {
  const { penalties, peek } = after(6, undefined, "fred");
  for (let i = 0; i < 9_998; i++) penalties.enter(undefined, `user ${i}`, most).end(false);
  expect(peek()).toBe(1000); // and is now the newest
  const again = after(6, undefined, "fred");
  for (let i = 0; i < 10_000; i++) again.penalties.enter(undefined, `user ${i}`, most).end(false);
  expect(again.peek()).toBe(0);
});
