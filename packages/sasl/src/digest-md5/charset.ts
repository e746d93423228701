// Names in DIGEST-MD5's messages: characters <-> bytes (RFC 2831, section 2.1.1, charset). A message is handled as a
// text with one byte in each character.
import { SaslError } from "../problem.js";
import { isLatin } from "./hashes.js";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whether a message with these texts has to say that they are UTF-8. */
export function needsUtf8(texts: readonly (string | undefined)[]): boolean {
  return texts.some((text) => text !== undefined && /[\u0080-\uffff]/.test(text));
}

/** The bytes of a text. The other side takes UTF-8, or ISO 8859-1 alone. */
export function bytesOf(text: string, takesUtf8: boolean): string {
  if (takesUtf8) return Buffer.from(text, "utf8").toString("latin1");
  if (!isLatin(text)) throw new SaslError("bad name", "the server takes no names beyond ISO 8859-1");
  return text;
}

/**
 * The text of a name. Without `charset=utf-8` it is ISO 8859-1 by the RFC, but Cyrus' client sends UTF-8 and does not
 * say so: what can be UTF-8 is taken for it.
 */
export function textOf(bytes: string, saysUtf8: boolean): string {
  if (!/[\u0080-\u00ff]/.test(bytes)) return bytes;
  try {
    return strictUtf8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    if (saysUtf8) throw new SaslError("malformed message", "a name that is not UTF-8");
    return bytes;
  }
}
