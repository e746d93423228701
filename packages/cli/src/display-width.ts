// How many columns a character takes, as glibc's wcwidth counts it in a UTF-8 locale, and what a C locale makes of it.

/** Made for the first character that is not ASCII: the sets take longer than a command on a short list. */
const makeCharSets = () => ({
  /** Characters that take no column: combining marks, format characters, Hangul vowels and finals. */
  zeroWidth: /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]$/u,
  /** A soft hyphen and the Arabic number signs are format characters that do take one. */
  oneWidth: /^[\u00ad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]$/u,
  wide: /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2fb}\u{1f004}\u{1f0cf}\u{1f18e}\u{1f191}-\u{1f19a}\u{1f200}-\u{1f320}\u{1f32d}-\u{1f335}\u{1f337}-\u{1f37c}\u{1f37e}-\u{1f393}\u{1f3a0}-\u{1f3ca}\u{1f3cf}-\u{1f3d3}\u{1f3e0}-\u{1f3f0}\u{1f3f4}\u{1f3f8}-\u{1f43e}\u{1f440}\u{1f442}-\u{1f4fc}\u{1f4ff}-\u{1f53d}\u{1f54b}-\u{1f54e}\u{1f550}-\u{1f567}\u{1f57a}\u{1f595}\u{1f596}\u{1f5a4}\u{1f5fb}-\u{1f64f}\u{1f680}-\u{1f6c5}\u{1f6cc}\u{1f6d0}-\u{1f6d2}\u{1f6d5}-\u{1f6d7}\u{1f6dc}-\u{1f6df}\u{1f6eb}\u{1f6ec}\u{1f6f4}-\u{1f6fc}\u{1f7e0}-\u{1f7eb}\u{1f7f0}\u{1f90c}-\u{1f93a}\u{1f93c}-\u{1f945}\u{1f947}-\u{1f9ff}\u{1fa70}-\u{1faff}\u{20000}-\u{3fffd}]$/u,
  unprintable: /^[\p{Cc}\p{Cs}\p{Cn}\u2028\u2029]$/u,
});
let charSets: ReturnType<typeof makeCharSets> | undefined;

/** Columns of one character; undefined for one that must not reach a terminal. */
function charWidth(char: string): number | undefined {
  charSets ??= makeCharSets();
  const { zeroWidth, oneWidth, wide, unprintable } = charSets;
  if (unprintable.test(char)) return undefined;
  if (oneWidth.test(char)) return 1;
  if (zeroWidth.test(char)) return 0;
  return wide.test(char) ? 2 : 1;
}

/** Whether the environment asks for UTF-8, as setlocale(3) decides it. */
export function isUtf8Locale(env: NodeJS.ProcessEnv): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "C";
  return /utf-?8/i.test(locale);
}

export interface Cell {
  readonly text: string;
  readonly width: number;
}

/**
 * A table cell as virsh shows it: what is not printable becomes `\xNN` byte by byte (bytes above 127 all read
 * `\xff` there, and so they do here), and a backslash that would look like such an escape is escaped itself.
 */
export function cell(text: string, utf8: boolean): Cell {
  if (/^[ -[\]-~]*$/.test(text)) return { text, width: text.length };
  let shown = "";
  let width = 0;
  const chars = [...text];
  chars.forEach((char, at) => {
    const code = char.codePointAt(0)!;
    const columns = code < 0x80 || utf8 ? charWidth(char) : undefined;
    let piece = char;
    if (char === "\\" && chars[at + 1] === "x") piece = "\\x5c";
    else if (columns === undefined) piece = escapeBytes(char);
    shown += piece;
    width += piece === char ? columns! : piece.length;
  });
  return { text: shown, width };
}

function escapeBytes(char: string): string {
  return [...new TextEncoder().encode(char)]
    .map((byte) => (byte < 0x80 ? `\\x${byte.toString(16).padStart(2, "0")}` : "\\xff"))
    .join("");
}
