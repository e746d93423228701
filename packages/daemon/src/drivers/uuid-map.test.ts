import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { sameUuid, UuidMap } from "./uuid-map.js";

const uuid = (first: number, last = 0) =>
  Uint8Array.from({ length: 16 }, (_, at) => (at === 0 ? first : at === 15 ? last : 7));

test("finds what was set, by content", () => {
  const map = new UuidMap<string>();
  map.set(uuid(1), "one");
  map.set(uuid(2), "two");
  map.set(uuid(1), "one again");
  expect(map.get(uuid(1))).toBe("one again");
  expect(map.get(uuid(2))).toBe("two");
  expect(map.get(uuid(1, 1))).toBeUndefined();
  expect(map.size).toBe(2);
});

test("keeps its own copy of the key", () => {
  const map = new UuidMap<string>();
  const key = uuid(1);
  map.set(key, "one");
  key.fill(0);
  expect(map.get(uuid(1))).toBe("one");
});

test("forgets what was deleted, and nothing else", () => {
  const map = new UuidMap<number>();
  const keys = Array.from({ length: 5_000 }, () => Uint8Array.from(randomBytes(16)));
  for (const [at, key] of keys.entries()) map.set(key, at);
  for (const key of keys.filter((_, at) => at % 2 === 0)) map.delete(key);
  map.delete(uuid(1));
  expect(map.size).toBe(2_500);
  for (const [at, key] of keys.entries()) expect(map.get(key)).toBe(at % 2 === 0 ? undefined : at);
});

test("a uuid inside a larger buffer is the same uuid", () => {
  const packet = new Uint8Array(40);
  packet.set(uuid(9), 12);
  expect(sameUuid(packet.subarray(12, 28), uuid(9))).toBe(true);
  const map = new UuidMap<string>();
  map.set(uuid(9), "nine");
  expect(map.get(packet.subarray(12, 28))).toBe("nine");
});
