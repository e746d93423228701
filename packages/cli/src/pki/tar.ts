// Writes tar files (POSIX ustar), as far as a handful of small files needs it.

export interface TarEntry {
  /** Relative, at most 100 bytes. */
  readonly name: string;
  readonly data: string | Uint8Array;
  readonly mode: number;
}

const blockBytes = 512;
/** tar(1) reads whole records. */
const recordBytes = 10_240;

/**
 * Files only, owned by root. There are no folders in it: unpacked at /, they would change the modes of those that are
 * there. Throws RangeError for what does not fit.
 */
export function tar(entries: readonly TarEntry[], modified: Date): Uint8Array {
  const blocks = entries.flatMap(({ name, data, mode }) => {
    const content = Buffer.from(data);
    const padding = Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes);
    return [header(name, content.length, mode, modified), content, padding];
  });
  const size = blocks.reduce((sum, block) => sum + block.length, 0) + 2 * blockBytes;
  return Buffer.concat(blocks, Math.ceil(size / recordBytes) * recordBytes);
}

/** IEEE Std 1003.1, pax: "ustar Interchange Format". */
function header(name: string, size: number, mode: number, modified: Date): Buffer {
  const block = Buffer.alloc(blockBytes);
  const text = (value: string, at: number, length: number) => {
    if (Buffer.byteLength(value) > length) throw new RangeError(`'${value}' does not fit into a tar header`);
    block.write(value, at);
  };
  const octal = (value: number, at: number, length: number) =>
    text(value.toString(8).padStart(length - 1, "0"), at, length - 1);
  text(name, 0, 100);
  octal(mode, 100, 8);
  octal(0, 108, 8); // user
  octal(0, 116, 8); // group
  octal(size, 124, 12);
  octal(Math.floor(modified.getTime() / 1000), 136, 12);
  text(" ".repeat(8), 148, 8); // the sum is taken with blanks in its own place
  text("0", 156, 1); // a file
  text("ustar\u000000", 257, 8);
  text("root", 265, 32);
  text("root", 297, 32);
  octal(0, 329, 8);
  octal(0, 337, 8);
  const sum = block.reduce((total, byte) => total + byte, 0);
  text(`${sum.toString(8).padStart(6, "0")}\0 `, 148, 8);
  return block;
}
