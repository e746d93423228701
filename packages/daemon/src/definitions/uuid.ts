/** UUIDs as libvirt reads them: 32 hex digits, dashes anywhere between them, blanks around. */

export function parseUuid(text: string): Uint8Array | undefined {
  const trimmed = text.replace(/^\s+/, "").replace(/\s+$/, "");
  const bytes = new Uint8Array(16);
  let at = 0;
  for (let index = 0; index < 16; at++) {
    if (trimmed[at] === "-") continue;
    const pair = trimmed.slice(at, at + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) return undefined;
    bytes[index++] = Number.parseInt(pair, 16);
    at++;
  }
  return at === trimmed.length ? bytes : undefined;
}

export function formatUuid(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A random UUID of version 4. */
export function randomUuid(random: (count: number) => Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(random(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}
