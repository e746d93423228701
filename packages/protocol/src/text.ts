// UTF-8 without Node: short ASCII by hand, because names and ids are short and the general coders are not.

// The two web classes used here. They exist in every browser and in Node, but not in the bare language library.
declare class TextEncoder {
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
  encode(source: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label: string, options: { ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}

const encoder = new TextEncoder();
/** Made for the first text that needs it: most programs that start and end see only short ASCII. */
let decoder: TextDecoder | undefined;
const shortBytes = 32;

function decodeAny(bytes: Uint8Array): string {
  decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  return decoder.decode(bytes);
}

/** Text of `bytes[from, to)`. Bytes that are not UTF-8 become U+FFFD, as every libvirt binding does. */
export function decodeText(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > shortBytes) return decodeAny(bytes.subarray(from, to));
  const units = bytes as { [index: number]: number };
  let text = "";
  let i = from;
  // Four at a time: each step makes a string.
  for (; i + 4 <= to; i += 4) {
    const a = units[i]!;
    const b = units[i + 1]!;
    const c = units[i + 2]!;
    const d = units[i + 3]!;
    if ((a | b | c | d) >= 0x80) return decodeAny(bytes.subarray(from, to));
    text += String.fromCharCode(a, b, c, d);
  }
  for (; i < to; i++) {
    const a = units[i]!;
    if (a >= 0x80) return decodeAny(bytes.subarray(from, to));
    text += String.fromCharCode(a);
  }
  return text;
}

/** Writes short ASCII text at `at` and returns its length, or -1 when the text needs the general encoder. */
export function writeShortAscii(text: string, bytes: Uint8Array, at: number): number {
  const length = text.length;
  if (length > shortBytes) return -1;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return -1;
    bytes[at + i] = code;
  }
  return length;
}

/** Encodes into `bytes` from `at` on, which must have room for three bytes per UTF-16 unit. Returns the length. */
export function writeText(text: string, bytes: Uint8Array, at: number): number {
  return encoder.encodeInto(text, bytes.subarray(at)).written;
}
