import { describe, expect, test } from "vitest";
import { array, fixedArray, struct, union } from "./composite.js";
import { decode, encode, type Layout } from "./layout.js";
import { Reader } from "./reader.js";
import {
  bool,
  char,
  double,
  fixedOpaque,
  hyper,
  int,
  opaque,
  optional,
  string,
  text,
  uchar,
  uhyper,
  uint,
  ushort,
} from "./xdr.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytes = (spaced: string) => new Uint8Array(Buffer.from(spaced.replaceAll(" ", ""), "hex"));
const any = <T>(layout: Layout<T>) => layout as Layout<unknown>;

const point = struct({ x: int, label: optional(string(8)) });
const value = union({ 1: int, 5: double, 7: text });

const good: [string, Layout<unknown>, unknown, string][] = [
  ["int", any(int), -2, "fffffffe"],
  ["uint", any(uint), 0xffff_ffff, "ffffffff"],
  ["char, sign-extended to a word", any(char), -126, "ffffff82"],
  ["uchar takes a word", any(uchar), 255, "000000ff"],
  ["ushort takes a word", any(ushort), 65535, "0000ffff"],
  ["hyper", any(hyper), -1n, "ffffffffffffffff"],
  ["uhyper", any(uhyper), 2n ** 64n - 1n, "ffffffffffffffff"],
  ["double", any(double), 1.5, "3ff8000000000000"],
  ["bool", any(bool), true, "00000001"],
  ["string, padded to four", any(text), "test1", "00000005 7465737431 000000"],
  ["string that needs no padding", any(text), "test", "00000004 74657374"],
  ["empty string", any(text), "", "00000000"],
  ["string beyond ASCII", any(text), "blå", "00000004 626cc3a5"],
  ["long string", any(text), "a".repeat(52), `00000034 ${"61".repeat(52)}`],
  ["absent optional", any(optional(text)), null, "00000000"],
  ["present optional", any(optional(text)), "a", "00000001 00000001 61000000"],
  ["opaque", any(opaque(9)), bytes("0102030405"), "00000005 0102030405 000000"],
  ["fixed opaque", any(fixedOpaque(3)), bytes("010203"), "01020300"],
  ["array", any(array(int, 3)), [1, 2], "00000002 00000001 00000002"],
  ["fixed array", any(fixedArray(char, 2)), [1, -1], "00000001 ffffffff"],
  ["struct", any(point), { x: 1, label: null }, "00000001 00000000"],
  ["union", any(value), { type: 7, value: "x" }, "00000007 00000001 78000000"],
];

test.each(good)("%s agrees both ways", (_name, layout, plain, wire) => {
  expect(hex(encode(layout, plain))).toBe(wire.replaceAll(" ", ""));
  expect(decode(layout, bytes(wire))).toEqual(plain);
});

// Short text is coded by hand, four letters at a time, long text by the platform: every place near the seams.
test("text beyond ASCII at every place", () => {
  for (let length = 1; length <= 40; length++) {
    for (let at = 0; at < length; at++) {
      const plain = `${"a".repeat(at)}é${"b".repeat(length - at - 1)}`;
      const wire = encode(text, plain);
      expect(Buffer.from(wire.subarray(4, 4 + length + 1)).toString()).toBe(plain);
      expect(decode(text, wire)).toBe(plain);
    }
  }
});

test("bytes that are not UTF-8 become the replacement character", () => {
  expect(decode(text, bytes("00000003 61ff6200"))).toBe("a\ufffdb");
  expect(decode(text, bytes("00000004 616161ff"))).toBe("aaa\ufffd");
});

const refusedBytes: [string, Layout<unknown>, string, RegExp][] = [
  ["truncated word", any(int), "000000", /need 4 bytes at offset 0, have 3/],
  ["truncated string", any(text), "00000004 7465", /need 4 bytes at offset 4, have 2/],
  ["dirty padding", any(text), "00000001 74000001", /padding is not zero at offset 7/],
  ["string longer than its limit", any(string(2)), "00000003 74747400", /3 bytes, at most 2/],
  ["length word that lies", any(text), "7fffffff", /at most 4194304/],
  ["flag that is neither 0 nor 1", any(optional(text)), "00000002", /flag is 2/],
  ["char out of range", any(char), "00000080", /128 is outside -128 to 127/],
  ["array count beyond its limit", any(array(int, 2)), "00000003", /3 items, at most 2/],
  [
    "array count beyond the packet",
    any(array(hyper, 9999)),
    "000003e8",
    /1000 items need 8000 bytes, have 0/,
  ],
  ["union without such a case", any(value), "00000009 00000000", /type: no case 9/],
  ["union with a case of Object.prototype", any(value), "00000000 00000000", /no case 0/],
  ["bytes left over", any(int), "00000001 00", /1 bytes left over/],
  ["field named", any(struct({ dom: point })), "00000001 00000001 00000009", /^dom\.label: 9 bytes/],
  [
    "item numbered",
    any(struct({ list: array(bool, 4) })),
    "00000002 00000001 00000005",
    /^list\.1: flag is 5/,
  ],
];

test.each(refusedBytes)("refuses bytes: %s", (_name, layout, wire, message) => {
  expect(() => decode(layout, bytes(wire))).toThrow(message);
});

const refusedValues: [string, Layout<unknown>, unknown, RegExp][] = [
  ["fraction", any(int), 1.5, /1.5 is not an integer/],
  ["uint below zero", any(uint), -1, /not an integer from 0/],
  ["number for a bigint", any(hyper), 1, /not a bigint/],
  ["uhyper too large", any(uhyper), 2n ** 64n, /not a bigint from 0/],
  ["not a string", any(text), null, /not a string/],
  ["string too long in bytes", any(string(3)), "åå", /4 bytes, at most 3/],
  ["wrong fixed length", any(fixedOpaque(16)), bytes("00"), /1 bytes, not 16/],
  ["too many items", any(array(int, 1)), [1, 2], /2 items, at most 1/],
  ["field missing", any(point), { x: 1 }, /^label: not a string/],
];

test.each(refusedValues)("refuses a value: %s", (_name, layout, plain, message) => {
  expect(() => encode(layout, plain)).toThrow(message);
});

describe("text", () => {
  test.each([
    [int, "int"],
    [point, "{int,string<8>?}"],
    [struct({}), "void"],
    [array(point, 3), "{int,string<8>?}<3>"],
    [value, "union(int){1:int,5:double,7:string<4194304>}"],
  ] as [Layout<unknown>, string][])("%# %s", (layout, wire) => expect(layout.text).toBe(wire));
});

test.each([
  [{}, "a\0b"],
  [{ endsTextAtNul: true }, "a"],
])("text with a NUL, read with %j", (options, expected) => {
  expect(text.read(new Reader(encode(text, "a\0b"), 0, options))).toBe(expected);
});
