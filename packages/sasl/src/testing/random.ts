// For tests: random numbers that can be had again. VIRTGATE_SEED repeats a run.

export const seed = Number(process.env.VIRTGATE_SEED ?? (Math.random() * 2 ** 31) >>> 0);

/** mulberry32: numbers from 0 to `below`, without it. */
export function randomNumbers(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
