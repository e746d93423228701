import { describe, expect, test } from "vitest";
import { ArrivingFds, readFdCount } from "./arriving-fds.js";
import { FrameReader } from "./frame.js";
import { Reader } from "./reader.js";

/** A packet of 28 bytes and a letter that tells it from the others. */
const packet = (letter: string) => {
  const bytes = new Uint8Array(29);
  bytes[3] = 29;
  bytes[28] = letter.charCodeAt(0);
  return bytes;
};

/** What is done, one after the other, and what has then come out. */
class Side {
  readonly frames = new FrameReader();
  readonly closed: number[] = [];
  readonly arriving = new ArrivingFds(this.frames, (fd) => this.closed.push(fd));
  readonly out: string[] = [];

  /** In capitals: packets with as many descriptors as `counts` says; "." is a byte between packets. */
  push(text: string, fds: number[] = []): this {
    if (fds.length > 0) this.arriving.arrive(fds);
    this.frames.push(Uint8Array.from([...text].flatMap((each) => (each === "." ? [0] : [...packet(each)]))));
    return this.take();
  }

  take(): this {
    for (let next = this.arriving.next(); next !== undefined; next = this.arriving.next()) {
      const letter = String.fromCharCode(next[28]!);
      const count = letter.charCodeAt(0) - "@".charCodeAt(0);
      const isPlain = letter > "Z";
      const fds = isPlain ? [] : this.arriving.attached(next, count);
      if (fds !== undefined) this.out.push(`${letter}${fds.join("+")}`);
    }
    return this;
  }
}

describe("descriptors find their packets", () => {
  // A has one descriptor, B two; small letters have none.
  const cases: [string, (side: Side) => void, string[], number[]][] = [
    ["each with its byte", (s) => s.push("B").push(".", [4]).push(".", [5]), ["B4+5"], []],
    ["all in one read", (s) => s.push("A.", [4]), ["A4"], []],
    ["what follows waits", (s) => s.push("B.", [4]).push(".a", [5]), ["B4+5", "a"], []],
    ["between others", (s) => s.push("aA.", [4]).push("b"), ["a", "A4", "b"], []],
    ["two with some", (s) => s.push("A.", [4]).push("A.", [5]), ["A4", "A5"], []],
    ["those of a packet without are closed", (s) => s.push("a", [4]), ["a"], [4]],
    [
      "those of bytes before it are closed",
      (s) => s.push("a", [4]).push("A").push(".", [5]),
      ["a", "A5"],
      [4],
    ],
    ["half way", (s) => s.push("B.", [4]), [], []],
  ];
  test.each(cases)("%s", (_title, act, out, closed) => {
    const side = new Side();
    act(side);
    expect(side).toMatchObject({ out, closed });
  });

  test("what is half way is closed with the connection", () => {
    const side = new Side().push("B.", [4]);
    side.arriving.close();
    side.arriving.close();
    expect(side.closed).toEqual([4]);
  });

  // libvirtd ends such connections, too.
  const wrong: [string, (side: Side) => void, string, number[]][] = [
    ["none", (s) => s.push("A."), "a byte with 0 descriptors instead of one", []],
    ["none for the second", (s) => s.push("B.", [4]).push("."), "a byte with 0 descriptors", [4]],
    ["two at once", (s) => s.push("B.", [4, 5]), "a byte with 2 descriptors instead of one", [4, 5]],
    [
      "far more than belong to anything",
      (s) => {
        s.frames.push(packet("a").subarray(0, 10));
        for (let fd = 0; fd < 40; fd++) s.arriving.arrive([fd]);
      },
      "descriptors that belong to nothing",
      Array.from({ length: 33 }, (_, fd) => fd),
    ],
  ];
  test.each(wrong)("%s", (_title, act, message, closed) => {
    const side = new Side();
    expect(() => act(side)).toThrow(message);
    side.arriving.close();
    expect(side.closed.toSorted((a, b) => a - b)).toEqual(closed);
  });
});

describe("the number that a packet announces", () => {
  const read = (...bytes: number[]) => readFdCount(new Reader(Uint8Array.from(bytes)));
  test("up to 32", () => expect([read(0, 0, 0, 0), read(0, 0, 0, 32)]).toEqual([0, 32]));
  test.each([
    [[0, 0, 0, 33], "Received too many FDs 33, expected 32 maximum"],
    [[255, 255, 255, 255], "Received too many FDs -1, expected 32 maximum"],
    [[0, 0], "need 4 bytes"],
  ])("%j", (bytes, message) => expect(() => read(...bytes)).toThrow(message));
});
