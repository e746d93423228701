// A command line in virsh's grammar, cut into words. The quoting resembles a shell's but is virsh's own.

/** A word, the end of one command (`;` or a newline), or the end of the line. */
export type Token =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "next" }
  | { readonly kind: "end" };

/** What the parser draws tokens from: a line, or the words that a shell has already cut. */
export interface Tokens {
  /** Throws GrammarError on a quote or a backslash that nothing follows. */
  next(): Token;
}

/** A line that is not a command: the text is what virsh says about it. */
export class GrammarError extends Error {
  override name = "GrammarError";
}

const next: Token = { kind: "next" };
const end: Token = { kind: "end" };

/** Words as the shell handed them over. Nothing in them is special, not even `;`. */
export function wordTokens(words: readonly string[]): Tokens {
  let at = 0;
  return {
    next() {
      const text = words[at++];
      return text === undefined ? end : { kind: "word", text };
    },
  };
}

/** A line: blanks part words, `;` and newlines part commands, `#` at the start of a word begins a comment. */
export function lineTokens(line: string): Tokens {
  return new LineTokens(line);
}

const isBlank = (char: string | undefined) => char === " " || char === "\t";
const isSeparator = (char: string | undefined) => char === ";" || char === "\n";

class LineTokens implements Tokens {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  next(): Token {
    this.#skipBlanks();
    if (this.#peek() === "#") this.#skipComment();
    if (this.#peek() === undefined) return end;
    if (isSeparator(this.#peek())) {
      this.#at++;
      return next;
    }
    return this.#word();
  }

  #peek(): string | undefined {
    return this.#line[this.#at];
  }

  #skipBlanks(): void {
    while (isBlank(this.#peek()) || this.#line.startsWith("\\\n", this.#at)) {
      this.#at += this.#peek() === "\\" ? 2 : 1;
    }
  }

  #skipComment(): void {
    while (this.#peek() !== undefined && this.#peek() !== "\n") this.#at++;
  }

  /** Single quotes keep everything (and may stay open); double quotes and no quotes know the backslash. */
  #word(): Token {
    let text = "";
    let quote = "";
    for (; this.#at < this.#line.length; this.#at++) {
      const char = this.#peek()!;
      if (quote === "" && (isBlank(char) || isSeparator(char))) break;
      if (char === "'" && quote !== '"') {
        quote = quote === "" ? "'" : "";
      } else if (char === '"' && quote !== "'") {
        quote = quote === "" ? '"' : "";
      } else if (char === "\\" && quote !== "'") {
        this.#at++;
        const escaped = this.#peek();
        if (escaped === undefined) throw new GrammarError("dangling \\");
        // A backslash at the end of a line joins it with the next one.
        if (escaped !== "\n") text += escaped;
      } else {
        text += char;
      }
    }
    if (quote === '"') throw new GrammarError('missing "');
    return { kind: "word", text };
  }
}
