/** A name's text as a C program would print it: our lone surrogates are bytes that are not UTF-8. */
export function nameHex(text: string): string {
  return [...text]
    .map((char) => {
      const code = char.codePointAt(0)!;
      return code >= 0xdc80 && code <= 0xdcff
        ? (code - 0xdc00).toString(16)
        : Buffer.from(char).toString("hex");
    })
    .join("");
}
