/** Lists of small numbers as libvirt writes them: `1-4,^2,7`. Used for CPUs, NUMA nodes and I/O threads. */

/** The set a list names, or undefined when the list is malformed or names a number of `limit` or more. */
export function parseBitmap(text: string, limit: number): Set<number> | undefined {
  const set = new Set<number>();
  const trimmed = text.replace(/^[ \t\n\r]+/, "");
  if (trimmed === "") return undefined;
  for (const part of trimmed.split(",")) {
    const match = /^[ \t\n\r]*(\^?)[ \t\n\r]*([0-9]+)[ \t\n\r]*(?:-[ \t\n\r]*([0-9]+)[ \t\n\r]*)?$/.exec(
      part,
    );
    if (!match) return undefined;
    const [, not, low, high] = match;
    const first = Number(low);
    const last = high === undefined ? first : Number(high);
    if (not && high !== undefined) return undefined;
    if (last < first || last >= limit) return undefined;
    for (let bit = first; bit <= last; bit++) {
      if (not) set.delete(bit);
      else set.add(bit);
    }
  }
  return set;
}

/** The shortest list: runs of numbers become ranges. */
export function formatBitmap(set: Iterable<number>): string {
  const bits = [...set].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < bits.length; ) {
    let end = at;
    while (bits[end + 1] === bits[end]! + 1) end++;
    parts.push(end === at ? `${bits[at]}` : `${bits[at]}-${bits[end]}`);
    at = end + 1;
  }
  return parts.join(",");
}

/** The set as bytes, bit n of byte n / 8 for the number n; numbers that have no room are left out. */
export function bytesOfBitmap(set: Iterable<number>, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (const bit of set) if (bit < length * 8) bytes[bit >> 3]! |= 1 << (bit & 7);
  return bytes;
}

/** The numbers whose bits are set. */
export function bitmapOfBytes(bytes: Uint8Array): Set<number> {
  const set = new Set<number>();
  for (let bit = 0; bit < bytes.length * 8; bit++) if ((bytes[bit >> 3]! >> (bit & 7)) & 1) set.add(bit);
  return set;
}
