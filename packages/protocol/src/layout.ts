// What a wire layout is: a value that can write and read other values (RFC 4506).

import { Reader } from "./reader.js";
import { WireError } from "./wire-error.js";
import { Writer } from "./writer.js";

export interface Layout<T> {
  /** The layout as text, in the notation of the wire lock: `{string<4194304>,opaque[16],int}`. */
  readonly text: string;
  /** The fewest bytes a value takes. It bounds what a lying array count can make us allocate. */
  readonly minBytes: number;
  /** Throws WireError when the value does not fit the layout. */
  write(out: Writer, value: T): void;
  /** Throws WireError when the bytes do not fit the layout. */
  read(from: Reader): T;
}

export type Infer<L> = L extends Layout<infer T> ? T : never;

/** One value as bytes of its own. */
export function encode<T>(layout: Layout<T>, value: T): Uint8Array {
  const out = new Writer(256);
  layout.write(out, value);
  return out.take();
}

/** One value from `bytes`, which must end with it. */
export function decode<T>(layout: Layout<T>, bytes: Uint8Array, offset = 0): T {
  const from = new Reader(bytes, offset);
  const value = layout.read(from);
  if (from.remaining > 0) throw new WireError(`${from.remaining} bytes left over at offset ${from.offset}`);
  return value;
}
