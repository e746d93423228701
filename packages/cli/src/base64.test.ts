import { describe, expect, test } from "vitest";
import { decodeBase64 } from "./base64.js";

const decode = (text: string) => Buffer.from(decodeBase64(Buffer.from(text))).toString("latin1");

describe("base64 as GLib decodes it", () => {
  test.each([
    ["", ""],
    ["aGVsbG8=", "hello"],
    ["aGVs\nbG8=\n", "hello"],
    ["aG-V_sbG8=", "hello"],
    ["aGVsbG8", "hel"],
    ["aGVs", "hel"],
    ["aA==", "h"],
    ["aA==aA==", "hh"],
    ["====", "\0"],
    ["/+/+", "\xff\xef\xfe"],
  ])("%j", (text, bytes) => expect(decode(text)).toBe(bytes));
});
