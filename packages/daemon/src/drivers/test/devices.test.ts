import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { crc32 } from "./crc32.js";
import { codeSetName, isKeyCode } from "./key-codes.js";
import { screenshot } from "./screenshot.js";

test("CRC-32 of the usual check string", () => {
  expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
});

test("the screenshot is a PNG of 1120 by 832 grey pixels", () => {
  const png = Buffer.from(screenshot());
  expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(crc32(body)).toBe(png.readUInt32BE(at + 8 + length));
    chunks.set(body.subarray(0, 4).toString("latin1"), body.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(["IHDR", "IDAT", "IEND"]);
  expect(chunks.get("IHDR")!.toString("hex")).toBe("00000460000003400800000000");
  expect(inflateSync(chunks.get("IDAT")!).length).toBe((1120 + 1) * 832);
  expect(screenshot()).toBe(screenshot());
});

// [code set, its name, code, exists] as libvirt 9.0.0 answers
const codes: [number, string, number, boolean][] = [
  [0, "linux", 1, true],
  [0, "linux", 0x1ff, false],
  [0, "linux", 524, true],
  [0, "linux", 525, false],
  [1, "xt", 57_345, true],
  [2, "atset1", 999_999, false],
  [3, "atset2", 2, false],
  [4, "atset3", 7, true],
  [5, "os_x", 255, true],
  [6, "xt_kbd", 256, false],
  [7, "usb", 1, false],
  [8, "win32", 251, true],
  [9, "qnum", 253, true],
  [9, "qnum", 254, false],
];

test.for(codes)("code set %i (%s), code %i: %s", ([codeset, name, code, exists]) => {
  expect(codeSetName(codeset)).toBe(name);
  expect(isKeyCode(codeset, code)).toBe(exists);
});
