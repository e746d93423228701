// The log file of `virtgate --log FILE`: libvirt's line format.

import { closeSync, openSync, writeSync } from "node:fs";
import { Failure } from "./failure.js";

/** libvirt's levels; the number is what `--debug` takes. */
export const LogLevel = { debug: 0, info: 1, notice: 2, warning: 3, error: 4 } as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

const names = ["DEBUG", "INFO", "NOTICE", "WARNING", "ERROR"];

const two = (value: number) => String(value).padStart(2, "0");

/** `[2026.11.22 13:31:20 virtgate 19676] ERROR text` in local time. */
export function logLine(now: Date, pid: number, level: LogLevel, text: string): string {
  const date = `${now.getFullYear()}.${two(now.getMonth() + 1)}.${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `[${date} ${time} virtgate ${pid}] ${names[level]} ${text.replace(/\n+$/, "")}\n`;
}

export class LogFile {
  readonly #descriptor: number;

  constructor(path: string) {
    try {
      this.#descriptor = openSync(path, "a", 0o644);
    } catch {
      throw new Failure("failed to open the log file. check the log file path");
    }
  }

  write(level: LogLevel, text: string): void {
    try {
      writeSync(this.#descriptor, logLine(new Date(), process.pid, level, text));
    } catch {
      throw new Failure("failed to write the log file");
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
