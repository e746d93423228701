// Bytes that a client has not made room for. They are copied into blocks of this client's own: what the encoder hands
// out is a view of memory shared by all clients, and one that does not read must not keep the others' alive.

const blockBytes = 16_384;

export class Backlog {
  #blocks: Uint8Array[] = [];
  /** Bytes used in the last block. */
  #used = blockBytes;
  length = 0;

  push(bytes: Uint8Array): void {
    this.length += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      let block = this.#blocks.at(-1);
      if (block === undefined || this.#used === block.length) {
        block = Buffer.allocUnsafeSlow(Math.max(blockBytes, bytes.length - at));
        this.#blocks.push(block);
        this.#used = 0;
      }
      const count = Math.min(block.length - this.#used, bytes.length - at);
      block.set(bytes.subarray(at, at + count), this.#used);
      this.#used += count;
      at += count;
    }
  }

  /** Everything, in order; the backlog is empty afterwards. */
  take(): Uint8Array[] {
    const blocks = this.#blocks;
    const last = blocks.pop();
    if (last !== undefined) blocks.push(last.subarray(0, this.#used));
    this.#blocks = [];
    this.#used = blockBytes;
    this.length = 0;
    return blocks;
  }
}
