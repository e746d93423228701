// Hostile input. For every layout of every procedure: bytes that are cut short, lie about lengths, have dirt in
// their padding or are plain random, and values of wrong types. The answer is a WireError with the path of the
// field, and nothing else ever.
//
// Valid bytes are made from the text of the layout (`{string<4>,int?}`) by a writer of its own, so that encoder and
// decoder are not tested against themselves.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  admin,
  decode,
  type EventProcedure,
  encode,
  errorLayout,
  keepalive,
  type Layout,
  lxc,
  type Procedure,
  qemu,
  remote,
  streamHole,
  WireError,
} from "./index.js";

const layouts: [string, Layout<unknown>][] = [
  ["error", errorLayout as Layout<unknown>],
  ["stream hole", streamHole as Layout<unknown>],
];
for (const { name: program, calls, events } of [remote, qemu, lxc, admin, keepalive]) {
  for (const [name, { args, ret }] of Object.entries<Procedure>({ ...calls })) {
    layouts.push([`${program} ${name} args`, args], [`${program} ${name} ret`, ret]);
  }
  for (const [name, { body }] of Object.entries<EventProcedure>({ ...events })) {
    layouts.push([`${program} ${name}`, body]);
  }
}

/** Mulberry32: the same numbers for the same seed on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}

/** Valid bytes, and where in them a lie can be told. */
class Sample {
  readonly bytes: number[] = [];
  /** Length and count words, with the largest value that the layout allows. */
  readonly lengths: { at: number; max: number; counts: "bytes" | "items" }[] = [];
  readonly padding: number[] = [];
  /** Words with few legal values: presence flags and union tags. */
  readonly choices: number[] = [];
  readonly #text: string;
  readonly #random: (below: number) => number;
  #at = 0;

  constructor(text: string, random: (below: number) => number) {
    this.#text = text;
    this.#random = random;
    if (text !== "void") this.#type()();
    if (this.#at !== text.length && text !== "void") throw new Error(`cannot parse ${text} at ${this.#at}`);
  }

  #match(pattern: RegExp): string | undefined {
    const found = this.#text.slice(this.#at).match(pattern);
    if (found === null || found.index !== 0) return undefined;
    this.#at += found[0].length;
    return found[1] ?? found[0];
  }

  /** Reads one type and returns what writes a value of it. */
  #type(): () => void {
    let write = this.#plain();
    for (;;) {
      const inner = write;
      const max = this.#match(/<(\d+)>/);
      const fixed = max === undefined ? this.#match(/\[(\d+)\]/) : undefined;
      if (max !== undefined) write = () => this.#counted(Number(max), inner);
      else if (fixed !== undefined) write = () => this.#times(Number(fixed), inner);
      else if (this.#match(/\?/) !== undefined) write = () => this.#maybe(inner);
      else return write;
    }
  }

  #plain(): () => void {
    if (this.#match(/\{/) !== undefined) {
      const fields: (() => void)[] = [];
      do fields.push(this.#type());
      while (this.#match(/,/) !== undefined);
      this.#match(/\}/);
      return () => {
        for (const field of fields) field();
      };
    }
    if (this.#match(/union\(int\)\{/) !== undefined) {
      const cases: [number, () => void][] = [];
      do cases.push([Number(this.#match(/(\d+):/)), this.#type()]);
      while (this.#match(/,/) !== undefined);
      this.#match(/\}/);
      return () => {
        const [tag, value] = cases[this.#random(cases.length)]!;
        this.choices.push(this.bytes.length);
        this.#word(tag);
        value();
      };
    }
    const text = this.#match(/(?:string|opaque)<(\d+)>/);
    if (text !== undefined)
      return () => this.#data(this.#random(Math.min(6, Number(text) + 1)), Number(text));
    const fixed = this.#match(/opaque\[(\d+)\]/);
    if (fixed !== undefined) return () => this.#data(Number(fixed));
    const prim = this.#match(/\w+/);
    if (prim === "hyper" || prim === "uhyper" || prim === "double") {
      return () => {
        this.#word(this.#random(100));
        this.#word(this.#random(2 ** 32));
      };
    }
    return () => this.#word(this.#random(prim === "bool" ? 2 : 100));
  }

  #word(value: number): void {
    this.bytes.push(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  }

  #counted(max: number, item: () => void): void {
    const count = this.#random(Math.min(3, max + 1));
    this.lengths.push({ at: this.bytes.length, max, counts: "items" });
    this.#word(count);
    this.#times(count, item);
  }

  #times(count: number, item: () => void): void {
    for (let i = 0; i < count; i++) item();
  }

  #maybe(value: () => void): void {
    const there = this.#random(2);
    this.choices.push(this.bytes.length);
    this.#word(there);
    if (there === 1) value();
  }

  #data(length: number, max?: number): void {
    if (max !== undefined) {
      this.lengths.push({ at: this.bytes.length, max, counts: "bytes" });
      this.#word(length);
    }
    for (let i = 0; i < length; i++) this.bytes.push(97 + this.#random(26));
    while (this.bytes.length % 4 !== 0) {
      this.padding.push(this.bytes.length);
      this.bytes.push(0);
    }
  }
}

/** The error, which must be a WireError that names a field; undefined when nothing was thrown. */
function refusal(action: () => unknown): WireError | undefined {
  try {
    action();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof WireError)) throw thrown;
    if (thrown.path.length === 0 && !thrown.reason.includes("left over"))
      throw new Error("no path", { cause: thrown });
    return thrown;
  }
}

function withWord(bytes: readonly number[], at: number, value: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  new DataView(changed.buffer).setUint32(at, value);
  return changed;
}

const seed = Number(process.env.VIRTGATE_SEED ?? 1);

function eachSample(
  rounds: number,
  check: (layout: Layout<unknown>, sample: Sample, where: string) => void,
): void {
  for (const [name, layout] of layouts) {
    for (let round = 0; round < rounds; round++) {
      const where = `${name} (VIRTGATE_SEED=${seed} round ${round})`;
      try {
        check(layout, new Sample(layout.text, randomFrom(seed * 1000 + round)), where);
      } catch (thrown) {
        throw new Error(where, { cause: thrown });
      }
    }
  }
}

const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0; // half a million errors
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

describe("every layout", () => {
  test("valid bytes come back as they were", () => {
    eachSample(5, (layout, { bytes }) => {
      const sent = Uint8Array.from(bytes);
      const back = encode(layout, decode(layout, sent));
      if (Buffer.compare(back, sent) !== 0) expect(back).toEqual(sent);
    });
  });

  test("bytes cut short", () => {
    eachSample(2, (layout, { bytes }, where) => {
      for (let length = 0; length < bytes.length; length++) {
        const cut = Uint8Array.from(bytes.slice(0, length));
        if (refusal(() => decode(layout, cut)) === undefined)
          expect.fail(`${where}: accepts ${length} bytes`);
      }
    });
  });

  test("lengths that lie", () => {
    eachSample(4, (layout, { bytes, lengths }, where) => {
      for (const { at, max } of lengths) {
        for (const lie of [max + 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, bytes.length - at + 1]) {
          const lying = withWord(bytes, at, lie);
          if (refusal(() => decode(layout, lying)) === undefined)
            expect.fail(`${where}: accepts ${lie} at ${at}`);
        }
      }
    });
  });

  test("counts that the bytes cannot hold are refused before the first item is read", () => {
    eachSample(4, (layout, { bytes, lengths }, where) => {
      for (const { at, max, counts } of lengths) {
        if (counts === "bytes" || max < 1000) continue;
        const error = refusal(() => decode(layout, withWord(bytes, at, max)));
        if (error === undefined || typeof error.path.at(-1) === "number") expect.fail(`${where}: ${error}`);
      }
    });
  });

  test("dirt in the padding", () => {
    eachSample(4, (layout, { bytes, padding }, where) => {
      for (const at of padding) {
        const dirty = Uint8Array.from(bytes);
        dirty[at] = 1;
        const error = refusal(() => decode(layout, dirty));
        if (!error?.reason.includes("padding")) expect.fail(`${where}: ${error} for dirt at ${at}`);
      }
    });
  });

  test("flags and union tags without a meaning", () => {
    eachSample(4, (layout, { bytes, choices }, where) => {
      for (const at of choices) {
        for (const lie of [8, 0xffff_ffff]) {
          const lying = withWord(bytes, at, lie);
          if (refusal(() => decode(layout, lying)) === undefined)
            expect.fail(`${where}: accepts ${lie} at ${at}`);
        }
      }
    });
  });

  test("random bytes", () => {
    eachSample(20, (layout, { bytes }, where) => {
      const random = randomFrom(where.length + bytes.length + seed);
      const noise = Uint8Array.from({ length: random(80) }, () => (random(3) === 0 ? random(256) : 0));
      refusal(() => decode(layout, noise));
      const flipped = Uint8Array.from(bytes);
      for (let i = 0; i < 3; i++) flipped[random(flipped.length)]! ^= 1 << random(8);
      refusal(() => decode(layout, flipped));
    });
  });

  test("values of wrong types", () => {
    const wrong = [undefined, null, true, Number.NaN, 1.5, -1e10, 1e10, 2n ** 70n, -(2n ** 70n), Symbol("s")];
    const odd: unknown[] = [...wrong, "x", {}, [], [[]], new Uint8Array(3), Object.create(null), () => 0];
    eachSample(1, (layout, { bytes }) => {
      const value = decode(layout, Uint8Array.from(bytes));
      for (const replaced of replacements(value, odd)) refusal(() => encode(layout, replaced));
    });
  });
});

/** Copies of `value` in which one part, at any depth, is something else. */
function* replacements(value: unknown, by: readonly unknown[]): Generator<unknown> {
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const put = (other: unknown) =>
      Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
    for (const other of by) yield put(other);
    for (const other of replacements(part, by)) yield put(other);
  }
}
