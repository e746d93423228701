import { expect, test } from "vitest";
import { Backlog } from "./backlog.js";

// What is pushed, in bytes; the blocks that come out.
test.each([
  [[], []],
  [[1], [1]],
  [[84, 84, 84], [252]],
  [[16_384], [16_384]],
  [
    [16_384, 1],
    [16_384, 1],
  ],
  [
    [16_380, 84],
    [16_384, 80],
  ],
  [
    [100, 300_000, 100],
    [16_384, 283_716, 100],
  ],
  [Array(1000).fill(100), [16_384, 16_384, 16_384, 16_384, 16_384, 16_384, 1696]],
] as [number[], number[]][])("%j", (lengths, blocks) => {
  const backlog = new Backlog();
  const pieces = lengths.map((length, index) => new Uint8Array(length).fill(index + 1));
  for (const piece of pieces) backlog.push(piece);
  const all = Buffer.concat(pieces);
  expect(backlog.length).toBe(all.length);
  const taken = backlog.take();
  expect(taken.map(({ length }) => length)).toEqual(blocks);
  expect(Buffer.concat(taken).equals(all)).toBe(true);
  expect([backlog.length, backlog.take()]).toEqual([0, []]);
});

test("it keeps copies: the encoder's memory is free for others", () => {
  const backlog = new Backlog();
  const shared = Uint8Array.of(1, 2, 3);
  backlog.push(shared);
  shared.fill(9);
  expect(Buffer.concat(backlog.take())).toEqual(Buffer.of(1, 2, 3));
});
