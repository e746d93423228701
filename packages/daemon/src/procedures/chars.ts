// Text in the places where the protocol has arrays of `char`: one word per byte.

/** Exactly `length` bytes, cut off or filled up with zeros, and always ending in one. */
export function fixedChars(text: string, length: number): number[] {
  const bytes = Buffer.from(text, "utf8").subarray(0, length - 1);
  return Array.from({ length }, (_, at) => signed(bytes[at] ?? 0));
}

/** The text and a zero byte. */
export function chars(text: string): number[] {
  return [...Array.from(Buffer.from(text, "utf8"), signed), 0];
}

const signed = (byte: number) => (byte << 24) >> 24;
