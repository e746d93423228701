// A file written from its beginning on, with stretches that stay holes.

import { fstatSync, ftruncateSync, write } from "node:fs";
import { promisify } from "node:util";

const writeAsync = promisify(write);

const zerosBytes = 1_048_576;

export class SparseWriter {
  readonly #file: number;
  /** Only files have holes; devices and pipes get zeros instead. */
  readonly #isFile: boolean;
  #at = 0;

  constructor(file: number) {
    this.#file = file;
    this.#isFile = fstatSync(file).isFile();
  }

  /** Resolves when all of it is written, however slow a pipe may be. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length; ) {
      // A pipe has no places: there the data just follows.
      const place = this.#isFile ? this.#at : null;
      const { bytesWritten } = await writeAsync(this.#file, bytes, sent, bytes.length - sent, place);
      sent += bytesWritten;
      this.#at += bytesWritten;
    }
  }

  async skip(length: bigint): Promise<void> {
    if (this.#isFile) {
      this.#at += Number(length);
      ftruncateSync(this.#file, this.#at);
      return;
    }
    const zeros = new Uint8Array(Number(length < zerosBytes ? length : zerosBytes));
    for (let left = length; left > 0n; left -= BigInt(zeros.length)) {
      await this.write(left < zeros.length ? zeros.subarray(0, Number(left)) : zeros);
    }
  }
}
