import { expect, test } from "vitest";
import { PacketCutter } from "./packet-cutter.js";

const packet = (length: number, filling: number) => {
  const bytes = new Uint8Array(length).fill(filling);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
};
const packets = [packet(28, 1), packet(30, 2), packet(500, 3), packet(28, 4)];
const all = Uint8Array.from(packets.flatMap((each) => [...each]));

/** The bytes in chunks of this size, and what comes out. */
function pieces(chunkBytes: number): Uint8Array[] {
  const cutter = new PacketCutter();
  const got: Uint8Array[] = [];
  for (let at = 0; at < all.length; at += chunkBytes) {
    cutter.cut(all.subarray(at, at + chunkBytes), (piece) => got.push(piece));
  }
  return got;
}

test("packets that come together leave one by one", () => {
  expect(pieces(all.length)).toEqual(packets);
});

test("one that comes alone is not copied", () => {
  const got: Uint8Array[] = [];
  new PacketCutter().cut(packets[0]!, (piece) => got.push(piece));
  expect(got[0]).toBe(packets[0]);
});

test.each([1, 2, 3, 5, 7, 29, 57, 100, 585])(
  "cut every %i bytes: nothing is lost, no piece crosses an end",
  (size) => {
    const ends = new Set<number>();
    let end = 0;
    for (const each of packets) {
      end += each.length;
      ends.add(end);
    }
    const got = pieces(size);
    expect(Uint8Array.from(got.flatMap((piece) => [...piece]))).toEqual(all);
    let at = 0;
    for (const piece of got) {
      for (let inside = at + 1; inside < at + piece.length; inside++) expect(ends.has(inside)).toBe(false);
      at += piece.length;
    }
  },
);

test("what is no packet stays in one piece", () => {
  const got: number[] = [];
  new PacketCutter().cut(new Uint8Array(10), (piece) => got.push(piece.length));
  expect(got).toEqual([10]);
});
