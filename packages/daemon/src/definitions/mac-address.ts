/** MAC addresses as libvirt reads them: six parts of one or two hex digits, and nothing but blanks behind. */

const PARTS =
  /^([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})(?:$|[^!-\uffff])/;

export function parseMac(text: string): Uint8Array | undefined {
  const match = PARTS.exec(text);
  return match ? Uint8Array.from(match.slice(1), (part) => Number.parseInt(part, 16)) : undefined;
}

export const formatMac = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(":");

export const isMulticast = (bytes: Uint8Array): boolean => (bytes[0]! & 1) !== 0;

/** The same address, however it is written. */
export function sameMac(one: string, other: string): boolean {
  const [a, b] = [parseMac(one), parseMac(other)];
  return a !== undefined && b !== undefined && formatMac(a) === formatMac(b);
}
