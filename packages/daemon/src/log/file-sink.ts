// A log file: appended to line by line, so that a crash loses nothing that was logged before it.

import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from "node:fs";
import { errnoText } from "../config/errno-text.js";
import type { Sink } from "./sink.js";

/** How often a write looks whether somebody rotated the file away. */
const CHECK_EVERY_MS = 5000;

export class FileSink implements Sink {
  readonly stamps = false;
  readonly #path: string;
  #fd: number;
  #checkedMs = 0;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#fd = open(path);
    } catch (thrown) {
      throw new Error(`failed to open ${path}: ${errnoText(thrown)}`, { cause: thrown });
    }
  }

  write(line: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#checkedMs > CHECK_EVERY_MS) {
      this.#checkedMs = nowMs;
      if (this.#moved()) this.reopen();
    }
    try {
      writeSync(this.#fd, line);
    } catch {
      // A full disk. There is no better place to say so, and the daemon has other work to do.
    }
  }

  /** Keeps the old file when the new one cannot be opened: a log in the wrong place is better than none. */
  reopen(): void {
    try {
      const fd = open(this.#path);
      closeSync(this.#fd);
      this.#fd = fd;
    } catch {}
  }

  close(): void {
    closeSync(this.#fd);
  }

  #moved(): boolean {
    const ours = fstatSync(this.#fd);
    const there = statSync(this.#path, { throwIfNoEntry: false });
    return there === undefined || there.ino !== ours.ino || there.dev !== ours.dev;
  }
}

/**
 * What is logged is nobody else's business: libvirtd creates it 0600 too. Not blocking, because an administrator may name
 * a pipe that nobody reads: opening it would stop the daemon.
 */
function open(path: string): number {
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
  return openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
}
