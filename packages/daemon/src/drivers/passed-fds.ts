// Descriptors that a client has passed along with a call.

import { closeSync } from "node:fs";

export class PassedFds {
  readonly fds: readonly number[];
  #ours = true;

  /** From now on they are closed by `close`. */
  constructor(fds: readonly number[]) {
    this.fds = fds;
  }

  /** For whoever needs them for longer than the call: they are the caller's to close now. */
  keep(): readonly number[] {
    this.#ours = false;
    return this.fds;
  }

  /** When the call has its answer. */
  close(): void {
    if (this.#ours) closeFds(this.fds);
    this.#ours = false;
  }
}

/** Nobody has passed any. */
export const noFds: PassedFds = new PassedFds([]);

export function closeFds(fds: readonly number[]): void {
  for (const fd of fds) closeSync(fd);
}
