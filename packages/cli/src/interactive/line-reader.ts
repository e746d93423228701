// Where the shell's lines come from.

export interface LineReader {
  /** Shows the prompt and waits for a line. Undefined at the end of the input. */
  next(prompt: string): Promise<string | undefined>;
  close(): void;
}
