import { expect, test } from "vitest";
import { Rc4 } from "./rc4.js";

// RFC 6229, section 2, the first 16 bytes of the key stream, and the three vectors everybody knows.
const vectors = [
  ["0102030405", "00".repeat(16), "b2396305f03dc027ccc3524a0a1118a8"],
  ["01020304050607", "00".repeat(16), "293f02d47f37c9b633f2af5285feb46b"],
  ["0102030405060708090a0b0c0d0e0f10", "00".repeat(16), "9ac7cc9a609d1ef7b2932899cde41b97"],
  [hex("Key"), hex("Plaintext"), "bbf316e8d940af0ad3"],
  [hex("Wiki"), hex("pedia"), "1021bf0420"],
  [hex("Secret"), hex("Attack at dawn"), "45a01f645fc35b383552544b9bf5"],
] as const;

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}

test.each(vectors)("key %s", (key, plain, sealed) => {
  const source = Buffer.from(plain, "hex");
  const target = Buffer.alloc(source.length);
  new Rc4(Buffer.from(key, "hex")).process(source, target, 0);
  expect(target.toString("hex")).toBe(sealed);
});

test.each(vectors)("key %s, byte by byte and in place", (key, plain, sealed) => {
  const bytes = Buffer.from(plain, "hex");
  const rc4 = new Rc4(Buffer.from(key, "hex"));
  for (let at = 0; at < bytes.length; at++) rc4.process(bytes.subarray(at, at + 1), bytes, at);
  expect(bytes.toString("hex")).toBe(sealed);
});
