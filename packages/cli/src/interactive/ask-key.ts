// One key press as an answer, without Enter and without an echo.

import { closeSync, openSync, read } from "node:fs";

/**
 * Resolves with the key; Ctrl-C, Ctrl-D and the end of the input mean "n". The terminal is opened anew, since the
 * shell's own reader of it must not see the key.
 */
export function askKey(): Promise<string> {
  const terminal = openSync("/dev/tty", "r");
  process.stdin.setRawMode(true);
  return new Promise((resolve) => {
    const bytes = Buffer.alloc(1);
    read(terminal, bytes, 0, 1, null, (_error, count) => {
      process.stdin.setRawMode(false);
      closeSync(terminal);
      const key = count > 0 ? bytes.toString("latin1") : "n";
      resolve(key === "\u0003" || key === "\u0004" ? "n" : key.toLowerCase());
    });
  });
}
