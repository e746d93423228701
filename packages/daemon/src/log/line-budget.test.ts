import { expect, test } from "vitest";
import { LineBudget } from "./line-budget.js";

// When lines are wanted, in milliseconds; what happens to each: the number withheld before it, or "-".
test.each([
  [
    [0, 0, 0],
    [0, 0, 0],
  ],
  [
    [0, 0, 0, 0, 0],
    [0, 0, 0, "-", "-"],
  ],
  [
    [0, 0, 0, 0, 0, 500],
    [0, 0, 0, "-", "-", 2],
  ],
  [
    [0, 0, 0, 0, 499],
    [0, 0, 0, "-", "-"],
  ],
  [
    [0, 0, 0, 60_000, 60_000, 60_000, 60_000],
    [0, 0, 0, 0, 0, 0, "-"],
  ],
  [
    [0, 0, 0, 0, 1000, 1000, 1000],
    [0, 0, 0, "-", 1, 0, "-"],
  ],
] as [number[], (number | string)[]][])("burst of 3, 2 a second: %j", (timesMs, expected) => {
  let nowMs = 0;
  const budget = new LineBudget({ burst: 3, perSecond: 2 }, () => nowMs);
  const got = timesMs.map((timeMs) => {
    nowMs = timeMs;
    return budget.take()?.withheld ?? "-";
  });
  expect(got).toEqual(expected);
});
