// gss_buffer_desc <-> bytes. What the library gives is copied once and released at once.
import type { Descriptor, Given, GssLibrary } from "./library.js";

export const given = (bytes: Uint8Array): Given => ({ length: bytes.length, value: bytes });

export const emptyDescriptor = (): Descriptor => ({ length: 0, value: null });

/** The bytes behind `room` bytes that are left free. The library's memory is released. */
export function take(library: GssLibrary, descriptor: Descriptor, room = 0): Uint8Array {
  const { length, value } = descriptor;
  const bytes = Buffer.allocUnsafe(room + length);
  library.copy(value, length, bytes, room);
  release(library, descriptor);
  return bytes;
}

export function takeText(library: GssLibrary, descriptor: Descriptor): string {
  return Buffer.from(take(library, descriptor)).toString("utf8");
}

export function release(library: GssLibrary, descriptor: Descriptor): void {
  if (descriptor.value !== null) library.gss.releaseBuffer([0], descriptor);
}
