// Base64 as GLib decodes it: what does not belong to the alphabet is passed over, an incomplete group is dropped.

export function decodeBase64(text: Uint8Array): Uint8Array {
  const decoded = Buffer.alloc(Math.ceil((text.length / 4) * 3));
  let length = 0;
  let bits = 0;
  let group: number[] = [];
  for (const byte of text) {
    const value = valueOfDigit(byte);
    if (value === undefined) continue;
    bits = ((bits << 6) | value) & 0xff_ff_ff;
    group.push(byte);
    if (group.length < 4) continue;
    decoded[length++] = bits >> 16;
    if (group[2] !== padding) decoded[length++] = bits >> 8;
    if (group[3] !== padding) decoded[length++] = bits;
    group = [];
  }
  const result = Uint8Array.from(decoded.subarray(0, length));
  decoded.fill(0);
  return result;
}

const padding = 0x3d;

/** Padding counts as zero bits. */
function valueOfDigit(byte: number): number | undefined {
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x41;
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x61 + 26;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 52;
  if (byte === 0x2b) return 62;
  if (byte === 0x2f) return 63;
  return byte === padding ? 0 : undefined;
}
