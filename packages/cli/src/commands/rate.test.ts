import { expect, test } from "vitest";
import { parseRate } from "./rate.js";

const rows: [string, bigint[]][] = [
  ["1", [1n, 0n, 0n, 0n]],
  ["1,2", [1n, 2n, 0n, 0n]],
  ["1,2,3,4", [1n, 2n, 3n, 4n]],
  ["1,,3", [1n, 0n, 3n, 0n]],
  [",,,4", [0n, 0n, 0n, 4n]],
  ["1,", [1n, 0n, 0n, 0n]],
  ["", [0n, 0n, 0n, 0n]],
  ["+1, 2", [1n, 2n, 0n, 0n]],
  ["18446744073709551615", [2n ** 64n - 1n, 0n, 0n, 0n]],
];

test.each(rows)("%j", (text, values) => {
  const { average, peak, burst, floor } = parseRate(text);
  expect([average, peak, burst, floor]).toEqual(values);
});

const refused: [string, string][] = [
  ["x", "field 'average' is malformed"],
  ["1,2x", "field 'peak' is malformed"],
  ["1,2,-3", "field 'burst' is malformed"],
  ["1,2,3,1.5", "field 'floor' is malformed"],
  ["1 ", "field 'average' is malformed"],
  ["18446744073709551616", "field 'average' is malformed"],
  ["1,2,3,4,5", "Rate string '1,2,3,4,5' has too many fields"],
  ["1,2,3,4,", "Rate string '1,2,3,4,' has too many fields"],
];

test.each(refused)("%j is refused", (text, words) => {
  expect(() => parseRate(text)).toThrow(words);
});
