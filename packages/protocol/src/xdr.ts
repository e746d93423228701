// The basic XDR layouts (RFC 4506) in libvirt's dialect: the narrow C types take a full word each.

import type { Layout } from "./layout.js";
import { maxStringBytes } from "./limits.js";
import type { Reader } from "./reader.js";
import { WireError } from "./wire-error.js";

function integer(text: string, min: number, max: number): Layout<number> {
  const signed = min < 0;
  const inRange = (value: number) => Number.isInteger(value) && value >= min && value <= max;
  return {
    text,
    minBytes: 4,
    write(out, value) {
      if (!inRange(value))
        throw new WireError(`${WireError.describe(value)} is not an integer from ${min} to ${max}`);
      out.int32(value);
    },
    read(from) {
      const value = signed ? from.int32() : from.uint32();
      if (value < min || value > max) throw new WireError(`${value} is outside ${min} to ${max}`);
      return value;
    },
  };
}

export const int: Layout<number> = integer("int", -0x8000_0000, 0x7fff_ffff);
export const uint: Layout<number> = integer("uint", 0, 0xffff_ffff);
export const char: Layout<number> = integer("char", -0x80, 0x7f);
export const uchar: Layout<number> = integer("uchar", 0, 0xff);
export const short: Layout<number> = integer("short", -0x8000, 0x7fff);
export const ushort: Layout<number> = integer("ushort", 0, 0xffff);

function longInteger(text: string, min: bigint, max: bigint, read: (from: Reader) => bigint): Layout<bigint> {
  return {
    text,
    minBytes: 8,
    write(out, value) {
      if (typeof value !== "bigint" || value < min || value > max) {
        throw new WireError(`${WireError.describe(value)} is not a bigint from ${min} to ${max}`);
      }
      out.int64(value);
    },
    read,
  };
}

export const hyper: Layout<bigint> = longInteger("hyper", -(2n ** 63n), 2n ** 63n - 1n, (from) =>
  from.int64(),
);
export const uhyper: Layout<bigint> = longInteger("uhyper", 0n, 2n ** 64n - 1n, (from) => from.uint64());

export const double: Layout<number> = {
  text: "double",
  minBytes: 8,
  write(out, value) {
    if (typeof value !== "number") throw new WireError("not a number");
    out.double(value);
  },
  read: (from) => from.double(),
};

export const bool: Layout<boolean> = {
  text: "bool",
  minBytes: 4,
  write(out, value) {
    if (typeof value !== "boolean") throw new WireError("not a boolean");
    out.int32(value ? 1 : 0);
  },
  read: (from) => presence(from),
};

/** A word that may only be 0 or 1: a boolean, or the flag in front of an optional value. */
function presence(from: Reader): boolean {
  const flag = from.int32();
  if (flag !== 0 && flag !== 1) throw new WireError(`flag is ${flag}, not 0 or 1`);
  return flag === 1;
}

/** Text of at most `max` bytes in UTF-8. */
export function string(max: number): Layout<string> {
  return {
    text: `string<${max}>`,
    minBytes: 4,
    write(out, value) {
      if (typeof value !== "string") throw new WireError("not a string");
      out.text(value, max);
    },
    read: (from) => from.text(max),
  };
}

/** libvirt's usual string: up to 4 MiB. */
export const text: Layout<string> = string(maxStringBytes);

/** A presence flag, then the value. `null` when absent. */
export function optional<T>(layout: Layout<T>): Layout<T | null> {
  return {
    get text() {
      return `${layout.text}?`;
    },
    minBytes: 4,
    write(out, value) {
      if (value === null) return out.int32(0);
      out.int32(1);
      layout.write(out, value);
    },
    read: (from) => (presence(from) ? layout.read(from) : null),
  };
}

const requireBytes = (value: Uint8Array) => {
  if (!(value instanceof Uint8Array)) throw new WireError("not bytes");
};

/** At most `max` bytes. What `read` returns is a view of the packet. */
export function opaque(max: number): Layout<Uint8Array> {
  return {
    text: `opaque<${max}>`,
    minBytes: 4,
    write(out, value) {
      requireBytes(value);
      if (value.length > max) throw new WireError(`${value.length} bytes, at most ${max} allowed`);
      out.int32(value.length);
      out.bytes(value);
    },
    read: (from) => from.bytes(from.length(max)),
  };
}

/** Exactly `count` bytes. What `read` returns is a view of the packet. */
export function fixedOpaque(count: number): Layout<Uint8Array> {
  return {
    text: `opaque[${count}]`,
    minBytes: count,
    write(out, value) {
      requireBytes(value);
      if (value.length !== count) throw new WireError(`${value.length} bytes, not ${count}`);
      out.bytes(value);
    },
    read: (from) => from.bytes(count),
  };
}

/** A UUID: sixteen bytes. */
export const uuid: Layout<Uint8Array> = fixedOpaque(16);

/** An XDR enum. libvirt does not check its values on the wire, and neither does this layout. */
export const enumeration: Layout<number> = { ...int, text: "enum" };
