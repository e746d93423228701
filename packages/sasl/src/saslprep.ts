// SASLprep (RFC 4013). Its tables are large, so they are loaded only for text that is not ASCII.

const printableAscii = /^[\x20-\x7e]*$/;

/**
 * The text as SASLprep prepares it for being stored; undefined if it has a character that is prohibited or not
 * assigned. Cyrus SASL prepares nothing, so where two sides have to agree with it the text stays as it is.
 */
export async function saslprep(text: string): Promise<string | undefined> {
  if (printableAscii.test(text)) return text;
  const { default: prepare } = await import("@mongodb-js/saslprep");
  try {
    return prepare(text);
  } catch {
    return undefined;
  }
}
