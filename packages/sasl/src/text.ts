// Bytes <-> text and base64, strictly: what is not exactly that encoding is refused.
import { Buffer } from "node:buffer";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes; undefined if they are not UTF-8. Encoding it again gives the same bytes. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-8. Half a surrogate pair becomes U+FFFD. */
export const utf8Bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const byteLength = (text: string): number => Buffer.byteLength(text, "utf8");

export const base64Text = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

/** The bytes of base64 with its padding; undefined if it is anything else. No bytes are no base64 here. */
export function base64Bytes(text: string): Uint8Array | undefined {
  if (text === "" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? new Uint8Array(bytes) : undefined;
}
