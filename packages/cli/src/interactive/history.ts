// What was typed at the prompt, kept for the next time.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDecimal } from "../grammar/arguments.js";

const defaultSize = 500;
const maxSize = 500_000;

/** `$XDG_CACHE_HOME/virtgate/history`; undefined for a user without a home. */
export function historyPath(env: NodeJS.ProcessEnv): string | undefined {
  const cache = env["XDG_CACHE_HOME"] || (env["HOME"] && join(env["HOME"], ".cache"));
  return cache ? join(cache, "virtgate", "history") : undefined;
}

/** `$VIRSH_HISTSIZE`, with virsh's words for a value that is none. */
export function historySize(value: string | undefined, complain: (text: string) => void): number {
  if (value === undefined) return defaultSize;
  const size = parseDecimal(value);
  if (size === undefined || size < 0) complain("Bad $VIRSH_HISTSIZE value.");
  else if (size > maxSize) complain(`$VIRSH_HISTSIZE value should be between 0 and ${maxSize}`);
  else return size;
  return defaultSize;
}

export class History {
  readonly size: number;
  readonly #path: string | undefined;
  #lines: string[];

  constructor(env: NodeJS.ProcessEnv, complain: (text: string) => void) {
    this.size = historySize(env["VIRSH_HISTSIZE"], complain);
    this.#path = historyPath(env);
    this.#lines = this.#read();
  }

  #read(): string[] {
    if (this.#path === undefined) return [];
    try {
      const lines = readFileSync(this.#path, "utf8").split("\n");
      return lines.filter((line) => line !== "").slice(-this.size || lines.length);
    } catch {
      return [];
    }
  }

  newestFirst(): string[] {
    return [...this.#lines].reverse();
  }

  add(line: string): void {
    if (line === "") return;
    this.#lines.push(line);
    if (this.#lines.length > this.size) this.#lines = this.#lines.slice(this.#lines.length - this.size);
  }

  /** For the user's eyes only. A history that cannot be kept is no reason to complain. */
  save(): void {
    if (this.#path === undefined) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      const temporary = `${this.#path}.${process.pid}`;
      writeFileSync(temporary, this.#lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch {
      // A read-only home, for example.
    }
  }
}
