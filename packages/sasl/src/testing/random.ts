// For tests: random numbers that can be had again. VIRTGATE_SEED repeats a run.

export const seed = Number(process.env["VIRTGATE_SEED"] ?? (Math.random() * 2 ** 31) >>> 0);

export type RandomNumbers = (below: number) => number;

/** mulberry32: numbers from 0 to `below`, without it. */
export function randomNumbers(start: number): RandomNumbers {
  let state = start >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** One to four small lies: a byte changed, bytes taken out, doubled or put in, the end cut off. */
export function mutate(random: RandomNumbers, bytes: Uint8Array): Uint8Array {
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
