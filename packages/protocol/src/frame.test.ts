import { expect, test } from "vitest";
import { FrameReader } from "./frame.js";
import { encodePacket, MessageStatus, MessageType, readHeader } from "./header.js";
import { text } from "./xdr.js";

const packet = (serial: number, payload: string) =>
  encodePacket(
    { program: 7, version: 1, procedure: 3, type: MessageType.call, serial, status: MessageStatus.ok },
    text,
    payload,
  );

const packets = [packet(1, "a"), packet(2, "b".repeat(10_000)), packet(3, ""), packet(4, "d".repeat(70_000))];
const stream = Buffer.concat(packets);

function cutInto(size: number): Uint8Array[] {
  const frames = new FrameReader();
  const taken: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += size) {
    frames.push(Uint8Array.from(stream.subarray(at, at + size)));
    for (let next = frames.next(); next !== undefined; next = frames.next()) taken.push(next);
  }
  expect(frames.buffered).toBe(0);
  return taken;
}

test.each([1, 2, 3, 5, 27, 28, 29, 4096, 10_031, 65_536, stream.length])("pieces of %i bytes", (size) => {
  const taken = cutInto(size);
  expect(taken.map((each) => readHeader(each).serial)).toEqual([1, 2, 3, 4]);
  expect(taken.map((each) => Buffer.from(each))).toEqual(packets.map((each) => Buffer.from(each)));
});

test("a caller that stops taking loses nothing", () => {
  const frames = new FrameReader();
  frames.push(stream.subarray(0, 40));
  expect(readHeader(frames.next()!).serial).toBe(1);
  frames.push(stream.subarray(40, 20_000));
  frames.push(stream.subarray(20_000));
  const serials = [];
  for (let next = frames.next(); next !== undefined; next = frames.next())
    serials.push(readHeader(next).serial);
  expect(serials).toEqual([2, 3, 4]);
});

test("a packet whole within the chunk is a view of it", () => {
  const frames = new FrameReader();
  frames.push(packets[0]!);
  expect(frames.next()).toBe(packets[0]);
});

test.each([0, 3, 4, 27, 33_554_437, 0xffff_ffff])("length word %i is refused", (length) => {
  const bytes = new Uint8Array(64);
  new DataView(bytes.buffer).setUint32(0, length);
  const whole = new FrameReader();
  whole.push(bytes);
  expect(() => whole.next()).toThrow(/packet length/);
  const cut = new FrameReader();
  cut.push(bytes.slice(0, 3));
  expect(cut.next()).toBeUndefined();
  cut.push(bytes.slice(3));
  expect(() => cut.next()).toThrow(/packet length/);
});

test("a length word alone claims no memory", () => {
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: 200 }, () => {
    const frames = new FrameReader();
    frames.push(new Uint8Array([0x02, 0, 0, 4, 1]));
    expect(frames.next()).toBeUndefined();
    return frames;
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(readers.length * 8192);
});

test.each([
  ["nothing", [], 0, ""],
  ["whole packets and the beginning of one", [1, 2, "begin"], 1, "2b"],
  ["a packet in pieces", ["begin", "more"], 0, "bm"],
] as const)("the rest is handed over: %s", (_title, pushed, taken, expected) => {
  const reader = new FrameReader();
  const whole = (mark: number) => {
    const packet = new Uint8Array(28).fill(mark);
    packet.set([0, 0, 0, 28]);
    return packet;
  };
  const begin = Uint8Array.of(0, 0, 0, 40, 0);
  const pieces = { begin, more: Uint8Array.of(7, 7) };
  const bytesOf = (each: 1 | 2 | "begin" | "more") => (typeof each === "number" ? whole(each) : pieces[each]);
  for (const each of pushed) {
    reader.push(bytesOf(each));
    if (each === "begin" && taken === 0) expect(reader.next()).toBeUndefined();
  }
  for (let i = 0; i < taken; i++) expect(reader.next()).toEqual(whole(1));
  const names = { 2: whole(2), b: begin, m: pieces.more } as { [name: string]: Uint8Array };
  expect(Buffer.from(reader.takeRest())).toEqual(Buffer.concat([...expected].map((name) => names[name]!)));
  expect(reader.buffered).toBe(0);
  reader.push(whole(3));
  expect(reader.next()).toEqual(whole(3));
});
