// What was typed at the prompt, kept for the next time.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { HistoryPlace } from "../command-shell.js";
import { parseDecimal } from "../grammar/arguments.js";

const defaultSize = 500;
const maxSize = 500_000;

/** `$XDG_CACHE_HOME/virtgate/history`; undefined for a user without a home. */
export function historyPath(env: NodeJS.ProcessEnv, file: string): string | undefined {
  const cache = env["XDG_CACHE_HOME"] || (env["HOME"] && join(env["HOME"], ".cache"));
  return cache ? join(cache, "virtgate", file) : undefined;
}

/** `$VIRSH_HISTSIZE` and its like, with virsh's words for a value that is none. */
export function historySize(
  env: NodeJS.ProcessEnv,
  variable: string,
  complain: (text: string) => void,
): number {
  const value = env[variable];
  if (value === undefined) return defaultSize;
  const size = parseDecimal(value);
  if (size === undefined || size < 0) complain(`Bad $${variable} value.`);
  else if (size > maxSize) complain(`$${variable} value should be between 0 and ${maxSize}`);
  else return size;
  return defaultSize;
}

export class History {
  readonly size: number;
  readonly #path: string | undefined;
  #lines: string[];

  constructor(
    env: NodeJS.ProcessEnv,
    { file, sizeVariable }: HistoryPlace,
    complain: (text: string) => void,
  ) {
    this.size = historySize(env, sizeVariable, complain);
    this.#path = historyPath(env, file);
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
