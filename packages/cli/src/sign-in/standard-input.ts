// Lines of the standard input, as the C library hands them to virsh: read in blocks, cut at 1023 bytes. What a block
// has behind the answers is lost for the shell's own reader, as in virsh.

import { read } from "node:fs";

/** fgets with virsh's buffer of 1024 bytes. */
const maxLineBytes = 1023;
/** A stream's buffer. */
const blockBytes = 4096;
/** Where somebody has set the input non-blocking. */
const retryMs = 10;

/** At most so many bytes, as soon as there are some. No bytes: the end. */
export type ReadBlock = (maxBytes: number) => Promise<Uint8Array>;

export class StandardInput {
  readonly #readBlock: ReadBlock;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(readBlock: ReadBlock = readDescriptor) {
    this.#readBlock = readBlock;
  }

  /** The next line without its end. The end of the input counts as an empty line. */
  async line(): Promise<string> {
    let line = this.#take();
    while (line === undefined) {
      const block = await this.#readBlock(blockBytes);
      if (block.length === 0) break;
      const joined = Buffer.concat([this.#rest, block]);
      wipe(this.#rest, block);
      this.#rest = joined;
      line = this.#take();
    }
    line ??= this.#cut(this.#rest.length);
    return line;
  }

  #take(): string | undefined {
    const end = this.#rest.indexOf(0x0a);
    if (end >= 0 && end < maxLineBytes) {
      const line = this.#cut(end);
      this.#rest = this.#rest.subarray(1);
      return line;
    }
    return this.#rest.length >= maxLineBytes ? this.#cut(maxLineBytes) : undefined;
  }

  #cut(bytes: number): string {
    const piece = this.#rest.subarray(0, bytes);
    const text = Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString("utf8");
    piece.fill(0);
    this.#rest = this.#rest.subarray(bytes);
    return text;
  }
}

const wipe = (...buffers: Uint8Array[]) => {
  for (const buffer of buffers) buffer.fill(0);
};

async function readDescriptor(maxBytes: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(maxBytes);
  for (;;) {
    const count = await readOnce(buffer);
    if (count !== undefined) return buffer.subarray(0, count);
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

/** Undefined: nothing yet. */
const readOnce = (buffer: Buffer): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    read(0, buffer, 0, buffer.length, null, (error, count) => {
      if (error === null) resolve(count);
      else if (error.code === "EAGAIN") resolve(undefined);
      // The other side of a terminal that is gone.
      else if (error.code === "EIO") resolve(0);
      else reject(error);
    });
  });
