// What is typed at a terminal without an echo, key by key, as getpass(3) takes it, except that Ctrl-C is told apart.

export type HiddenLine =
  | { readonly kind: "line"; readonly text: string }
  /** Ctrl-D, or the terminal is gone: an empty answer. */
  | { readonly kind: "end" }
  | { readonly kind: "interrupt" };

export class HiddenTyping {
  readonly #maxChars: number;
  #typed: string[] = [];

  /** What is typed beyond `maxChars` is dropped. */
  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  /** Undefined: the line goes on. */
  key(key: string): HiddenLine | undefined {
    switch (key) {
      case "\r":
      case "\n":
        return { kind: "line", text: this.#typed.join("") };
      case "\u0003":
        return { kind: "interrupt" };
      case "\u0004":
        return this.#typed.length === 0 ? { kind: "end" } : undefined;
      case "\u007f":
      case "\b":
        this.#typed.pop();
        return undefined;
      case "\u0015":
        this.#typed = [];
        return undefined;
      default:
        if (this.#typed.length < this.#maxChars) this.#typed.push(key);
        return undefined;
    }
  }
}
