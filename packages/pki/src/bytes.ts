// Bytes compared and written as text.
import { Buffer } from "node:buffer";

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Bytes that ought to be UTF-8, so that two different inputs never give the same text: a byte that is no UTF-8
 * becomes the lone surrogate U+DC00 + byte, which no text from a file or the wire can equal.
 */
export function utf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    let text = "";
    let at = 0;
    while (at < bytes.length) {
      const length = Math.max(1, sequenceLength(bytes[at]!));
      const part = bytes.subarray(at, at + length);
      try {
        text += strict.decode(part);
        at += length;
      } catch {
        text += String.fromCharCode(0xdc00 + bytes[at]!);
        at++;
      }
    }
    return text;
  }
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}
