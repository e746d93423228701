// Streams as Node's and the web's own kinds, for everything that is built on those.

import { Readable, Writable } from "node:stream";
import { type ClientStream, isHole } from "./stream.js";

/** Holes are written out in pieces of this size. */
const zeroBytes = 65_536;

/** The data alone: a hole becomes the zeros that it stands for. */
export async function* withZeros(stream: ClientStream): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of stream) {
    if (!isHole(piece)) {
      yield piece;
      continue;
    }
    for (let left = piece.hole; left > 0n; left -= BigInt(zeroBytes)) {
      yield new Uint8Array(left < BigInt(zeroBytes) ? Number(left) : zeroBytes);
    }
  }
}

/** For `pipeline(toNodeReadable(stream), createWriteStream(path))`. Destroying it gives the download up. */
export function toNodeReadable(stream: ClientStream): Readable {
  // Not Readable.from: when destroyed it would wait for the piece that is being read before it tells the stream.
  const pieces = withZeros(stream);
  return new Readable({
    read() {
      pieces.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error: Error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      stream.abort();
      done(error);
    },
  });
}

/** For `pipeline(createReadStream(path), toNodeWritable(stream))`: its end finishes the upload, an error aborts it. */
export function toNodeWritable(stream: ClientStream): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      stream.write(chunk).then(() => done(), done);
    },
    final(done) {
      stream.finish().then(() => done(), done);
    },
    destroy(error, done) {
      stream.abort();
      done(error);
    },
  });
}

/** Cancelling it gives the download up. */
export function toReadableStream(stream: ClientStream): ReadableStream<Uint8Array> {
  const pieces = withZeros(stream);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      stream.abort();
      await pieces.return();
    },
  });
}

export function toWritableStream(stream: ClientStream): WritableStream<Uint8Array> {
  return new WritableStream({
    write: (chunk) => stream.write(chunk),
    close: () => stream.finish(),
    abort: () => stream.abort(),
  });
}
