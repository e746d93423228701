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
