// Seeded randomness for tests.

export type Random = (below: number) => number;

/** Mulberry32: the same numbers for the same seed on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

export function times<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: random(most + 1) }, make);
}

/** One to four small lies: a byte changed, bytes taken out, doubled or put in, the end cut off. */
export function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  let result = Buffer.from(bytes);
  for (let round = random(4); round >= 0 && result.length > 2; round--) {
    const at = random(result.length);
    const some = result.subarray(at, at + 1 + random(8));
    const rest = result.subarray(at + some.length);
    const kind = random(7);
    if (kind < 3) result[at] = random(256);
    else if (kind === 3) result = Buffer.concat([result.subarray(0, at), rest]);
    else if (kind === 4) result = Buffer.concat([result.subarray(0, at), some, some, rest]);
    else if (kind === 5) result = Buffer.concat([result.subarray(0, at), Buffer.of(random(256)), some, rest]);
    else result = Buffer.from(result.subarray(0, at + 1));
  }
  return new Uint8Array(result);
}
