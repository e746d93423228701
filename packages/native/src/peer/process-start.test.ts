import { expect, test } from "vitest";
import { processStartTime, startTimeIn } from "./process-start.js";

const rest = "S 1 7 7 0 -1 4194560 1 0 0 0 1 2 3 4 20 0 1 0";

test.each([
  [`7 (cat) ${rest} 123456 9 9`, 123456n],
  [`7 (a b) ${rest} 123456 9 9`, 123456n],
  [`7 (a) S 1 (b) ${rest} 18446744073709551615 9`, 18446744073709551615n],
  [`7 ()) ) ${rest} 5\n`, undefined],
  [`7 (cat) ${rest} -5 9`, undefined],
  [`7 (cat) ${rest}`, undefined],
  ["", undefined],
  ["7 cat", undefined],
])("%j: %s", (stat, time) => {
  expect(startTimeIn(stat)).toBe(time);
});

test("this process has one, pid 0 and a pid beyond all others have none", () => {
  expect(processStartTime(process.pid)).toBeGreaterThan(0n);
  expect(processStartTime(0)).toBeUndefined();
  expect(processStartTime(-1)).toBeUndefined();
  expect(processStartTime(2 ** 30)).toBeUndefined();
});
