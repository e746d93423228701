// A file written from its beginning on, with stretches that stay holes.

import { fstatSync, ftruncateSync, writeSync } from "node:fs";

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

  write(bytes: Uint8Array): void {
    for (let sent = 0; sent < bytes.length; ) {
      // A pipe has no places: there the data just follows.
      const place = this.#isFile ? this.#at : null;
      const count = writeSync(this.#file, bytes, sent, bytes.length - sent, place);
      sent += count;
      this.#at += count;
    }
  }

  skip(length: bigint): void {
    if (this.#isFile) {
      this.#at += Number(length);
      ftruncateSync(this.#file, this.#at);
      return;
    }
    const zeros = new Uint8Array(Number(length < zerosBytes ? length : zerosBytes));
    for (let left = length; left > 0n; left -= BigInt(zeros.length)) {
      this.write(left < zeros.length ? zeros.subarray(0, Number(left)) : zeros);
    }
  }
}
