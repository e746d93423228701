// Where a file has data, and where it has holes. Only the system knows: Node.js cannot ask it, so the native package
// does. Without that everything counts as data, which costs time and space but is never wrong.

import { fstatSync } from "node:fs";

export interface Stretch {
  readonly start: bigint;
  readonly length: bigint;
  readonly hole: boolean;
}

/** `explain` is told when holes cannot be found. */
export async function* stretchesOf(
  file: number,
  explain: (text: string) => void,
): AsyncGenerator<Stretch, void, undefined> {
  const size = BigInt(fstatSync(file).size);
  const seek = await loadSeek(explain);
  for (let at = 0n; at < size; ) {
    const data = seek === undefined ? at : (seek.nextData(file, at) ?? size);
    if (data > at) yield { start: at, length: data - at, hole: true };
    if (data >= size) return;
    const end = seek === undefined ? size : (seek.nextHole(file, data) ?? size);
    yield { start: data, length: end - data, hole: false };
    at = end;
  }
}

async function loadSeek(explain: (text: string) => void) {
  try {
    const { holeSeeker } = await import("@virtgate/native");
    return await holeSeeker();
  } catch (thrown) {
    explain(`holes are sent as zeros: ${(thrown as Error).message}`);
    return undefined;
  }
}
